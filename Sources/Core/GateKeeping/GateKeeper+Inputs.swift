import AccessModel

/// What follows from input points: doors that move, alarms, and what is held.
extension GateKeeper {
  mutating func take(_ sensed: InputSensed) {
    // Every reading of a contact counts, also one that repeats: it is what time is measured by.
    for index in doors.indices {
      if doors[index].door.contact == sensed.point { doors[index].sense(sensed.reading, &ledger) }
    }
    let before = inputs[sensed.point]?.reading
    guard let entry = inputs.sense(sensed) else { return }
    ledger.record(.inputChanged(sensed))
    // Only a press that was seen: a button that is found pressed, or was pressed a while ago, opens nothing
    // (P2, P5).
    let isFresh = ledger.now.moment - sensed.at <= layout.freshness
    if sensed.reading == .active, before == .inactive, isFresh {
      for index in doors.indices where doors[index].door.requestToExit == sensed.point {
        let waits = isInterlocked(doors[index].door.id)
        doors[index].request(isInterlocked: waits, &ledger)
      }
    }
    judge(entry, sensed.reading)
    reviewHolds()
  }

  private mutating func judge(_ entry: InputBook.Entry, _ reading: InputReading) {
    let point = entry.point
    switch reading {
    case .faulty(let why):
      return ledger.raise(.inputFaulty, point.id.rawValue, what: "\(point.name): \(why)")
    case .stale:
      return ledger.raise(
        .inputFaulty, point.id.rawValue, what: "\(point.name) has not been read for too long")
    case .active, .inactive, .value: ledger.clear(.inputFaulty, point.id.rawValue)
    }
    guard let code = alarm(of: point.kind) else { return }
    if entry.wasActive {
      ledger.raise(
        code, point.id.rawValue, what: sentence(point, reading), isSilent: point.kind == .silentAlarm)
    } else {
      ledger.clear(code, point.id.rawValue)
    }
  }

  private func alarm(of kind: InputKind) -> AlarmCode? {
    switch kind {
    case .doorContact, .requestToExit, .general: nil
    case .tamper: .tamper
    case .firePanel: .fireAlarm
    case .silentAlarm, .alarmButton: .alarmButton
    case .mainsFailure, .batteryLow: .powerFault
    case .cabinetDoor: .cabinetOpen
    case .sensor: .sensorLimit
    }
  }

  private func sentence(_ point: InputPoint, _ reading: InputReading) -> String {
    switch reading {
    case .value(let thousandths):
      "\(point.name) reads \(Self.decimal(thousandths)) \(point.limits?.unit ?? ""), beyond its limit"
    case .active, .inactive, .faulty, .stale:
      switch point.kind {
      case .firePanel: "the fire panel \(point.name) is in alarm; everything is held open"
      case .silentAlarm, .alarmButton: "\(point.name) was pressed"
      case .mainsFailure: "\(point.name): mains power is lost"
      case .batteryLow: "\(point.name): the battery is low"
      case .cabinetDoor: "\(point.name) was opened"
      case .tamper: "\(point.name) reports that somebody tampers with it"
      case .doorContact, .requestToExit, .sensor, .general: "\(point.name) is active"
      }
    }
  }

  private static func decimal(_ thousandths: Int64) -> String {
    let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
    let digits = String(rest)
    let fraction = rest == 0 ? "" : "." + String(repeating: "0", count: 3 - digits.count) + digits
    return (thousandths < 0 ? "-" : "") + "\(whole)\(fraction)"
  }
}
