public import AccessModel
import PlateMatching

/// Alarms of devices, lists and settings; what operators do with alarms.
extension GateKeeper {
  /// Alarms that stand, oldest first; those that another one explains are not among them.
  public var openAlarms: [Alarm] { ledger.book.entries.filter { $0.root == nil }.map(\.alarm) }

  /// All of them, with those that are listed under another one, oldest first.
  public var alarmViews: [AlarmView] { ledger.book.entries.map(AlarmView.init) }

  mutating func take(_ order: OperatorAlarmOrder) {
    let (number, name) = (order.alarm, order.operatorName)
    var (facts, refusal): ([GateFact], String?) = ([], nil)
    let alarm = ledger.book.entries.first { $0.alarm.number == number }?.alarm
    do throws(AlarmRefusal) {
      switch order.deed {
      case .acknowledge:
        facts = try ledger.book.acknowledge(number, by: name, reason: order.reason, now: ledger.now)
      case .shelve(let span):
        facts = try ledger.book.shelve(number, for: span, by: name, reason: order.reason, now: ledger.now)
      case .unshelve: facts = try ledger.book.unshelve(number, by: name, reason: order.reason)
      }
    } catch { refusal = error.text }
    let named = alarm.map { " \($0.code.rawValue)/\($0.subject)" } ?? ""
    ledger.record(
      .operatorCommanded(
        OperatorFact(
          operatorName: name, verb: "alarms \(order.deed.verb)", target: "\(number)\(named)",
          reason: order.reason, accepted: refusal == nil, refusal: refusal ?? "")), lane: alarm?.lane)
    ledger.record(facts)
    answer(order.number, refusal, "alarm \(number)\(named): \(order.deed.done)")
  }

  mutating func answer(_ number: UInt64, _ refusal: String?, _ text: String) {
    ledger.effects.append(
      .operatorAnswer(number: number, accepted: refusal == nil, text: refusal ?? text))
  }

  mutating func take(_ health: DeviceHealth) {
    ledger.record(.deviceChanged(health))
    switch health.state {
    case .online:
      ledger.clear(.deviceOffline, health.device.rawValue)
      ledger.clear(.deviceDegraded, health.device.rawValue)
      lampsReturned(with: health.device)
    case .degraded:
      ledger.clear(.deviceOffline, health.device.rawValue)
      ledger.raise(.deviceDegraded, health.device.rawValue, what: health.reason)
    case .offline:
      ledger.clear(.deviceDegraded, health.device.rawValue)
      ledger.raise(.deviceOffline, health.device.rawValue, what: health.reason)
      for index in lanes.indices where lanes[index].lane.barrier?.device == health.device {
        lanes[index].lose(&ledger)
      }
    }
  }

  mutating func reviewListAges() {
    for edition in editions {
      let name = edition.list.rawValue
      let age = ledger.now.civil - edition.issuedAt
      if age > layout.listAgeMax || age < AccessRules.clockSlack {
        let fault =
          age < AccessRules.clockSlack
          ? "is dated in the future: is this box's clock right?" : "is out of date"
        ledger.raise(
          .listStale, name,
          what: "list \(name) version \(edition.version) of \(edition.issuedAt) \(fault); "
            + "its grants are referred")
      } else {
        ledger.clear(.listStale, name)
      }
    }
  }

  /// Alarms about lanes and devices that a new settings file no longer has.
  mutating func clearOrphanedAlarms() {
    let devices = layout.devices
    let doors = layout.doors.map(\.id.rawValue)
    let points = layout.inputs.map(\.id.rawValue)
    let readers = layout.doors.flatMap(\.readers)
    // What another one explains goes before it, and so is not raised for a moment.
    let entries = ledger.book.entries
    let alarms = entries.filter { $0.root != nil } + entries.filter { $0.root == nil }
    for alarm in alarms.map(\.alarm) {
      let isGone: Bool
      switch alarm.code {
      case .deviceOffline, .deviceDegraded, .clockOffset, .readerUntrusted:
        isGone = !devices.contains { $0.rawValue == alarm.subject }
      case .tailgate, .maintenanceDue:
        isGone = !layout.lanes.contains { $0.barrier?.id.rawValue == alarm.subject }
      case .forcedOpen, .barrierStuck, .barrierFault, .openTooLong, .commandFailed:
        isGone =
          !layout.lanes.contains { $0.barrier?.id.rawValue == alarm.subject }
          && !doors.contains(alarm.subject) && !layout.lamps.contains { $0.id.rawValue == alarm.subject }
      case .openTooLongSoon: isGone = !doors.contains(alarm.subject)
      case .alarmButton, .fireAlarm, .cabinetOpen, .sensorLimit, .inputFaulty:
        isGone = !points.contains(alarm.subject)
      case .tamper, .powerFault:
        isGone = !points.contains(alarm.subject) && !devices.contains { $0.rawValue == alarm.subject }
      case .areaOverfull: isGone = !layout.areas.contains { $0.id.rawValue == alarm.subject }
      case .interlockBroken, .vehicleTrapped:
        isGone = !layout.sallyPorts.contains { Self.name(of: $0) == alarm.subject }
      case .attemptsExceeded: isGone = !readers.contains { $0.accessPoint.rawValue == alarm.subject }
      case .watchlistHit, .watchlistLookAlike, .duress, .journalUnavailable, .uplinkQuarantine,
        .uplinkRefusing,
        .uplinkSilent, .listStale, .listRefused, .settingsRefused, .antiPassback,
        .clonedPlate, .rulePackExpired, .rulePacksDisagree, .alarmFlood,
        .diskLow, .clockUnsynchronised, .clockStepped, .certificateExpiring, .uplinkBacklog, .memoryHigh,
        .temperatureHigh, .restartLoop:
        isGone = false
      }
      if isGone { ledger.record(ledger.book.drop(alarm.number, now: ledger.now)) }
    }
  }
}
