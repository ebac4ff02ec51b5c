import AccessModel
import GatehouseSettings

/// Alarms and claims, for whoever reads the log at night.
extension EventText {
  func raised(_ alarm: Alarm) -> String {
    let listed = alarm.annunciation == .listed ? " (listed only)" : ""
    let seen = alarm.sightings.isEmpty ? "" : " reads_before=\(alarm.sightings.count)"
    return
      "ALARM \(name(alarm))\(listed): \(what(alarm)). \(alarm.code.nextStep)"
      + " priority=\(alarm.code.priority.rawValue)\(seen)"
  }

  func cleared(_ alarm: Alarm) -> String {
    let latched = alarm.code.latches ? "; it stays listed until somebody has acknowledged it" : ""
    return "alarm over \(name(alarm)): \(what(alarm))\(latched)"
  }

  func handled(_ deed: String, _ handling: AlarmHandling) -> String {
    let until = handling.until.map { " until \($0)" } ?? ""
    let by = handling.operatorName.map { " operator=\($0)" } ?? " (its time is over)"
    let reason = handling.reason.map { " reason=\($0)" } ?? ""
    return "alarm \(deed)\(until) \(name(handling.alarm)): \(what(handling.alarm))\(by)\(reason)"
  }

  func escalated(_ handling: AlarmHandling) -> String {
    "ALARM STILL UNACKNOWLEDGED since \(handling.alarm.raisedAt) (\(handling.escalation ?? 0)): "
      + "\(name(handling.alarm)): \(what(handling.alarm)). \(handling.alarm.code.nextStep); then "
      + "gatectl alarms ack \(handling.alarm.number)"
  }

  func pending(_ hit: WatchlistHit, in event: GateEvent) -> String {
    "watchlist \(kind(hit.match)) \(hit.id) \(plate(hit.plate, in: event)) waits for a person"
      + " list=\(hit.match.edition.list) entry=\(hit.match.entryID)"
  }

  func decided(_ decision: HitDecision, in event: GateEvent) -> String {
    let hit = decision.hit
    let voices = decision.voices.map { voice in
      " operator=\(voice.operatorName) says=\(voice.verifies ? "verify" : "reject") reason=\(voice.reason)"
    }
    let end: String =
      switch decision.outcome {
      case .verified: "VERIFIED"
      case .rejected: "rejected"
      case .lapsed: "LAPSED: nobody decided it in time"
      }
    return
      "watchlist \(kind(hit.match)) \(hit.id) \(plate(hit.plate, in: event)) \(end)"
      + " list=\(hit.match.edition.list) entry=\(hit.match.entryID)\(voices.joined())"
  }

  /// As an operator types and the site names it.
  func name(_ alarm: Alarm) -> String { "#\(alarm.number) \(alarm.code.rawValue) \(alarm.subject)" }

  /// An alarm's sentence may name a listed plate; a site that hides plates sees the code only.
  func what(_ alarm: Alarm) -> String {
    guard plates != .full else { return alarm.what }
    switch alarm.code {
    case .watchlistHit: return "a plate is on a watchlist"
    case .watchlistLookAlike: return "a plate looks like one on a watchlist"
    case .clonedPlate: return "two vehicles may bear one plate"
    case .forcedOpen, .barrierStuck, .barrierFault, .openTooLong, .commandFailed, .deviceOffline,
      .deviceDegraded, .clockOffset, .journalUnavailable, .uplinkQuarantine, .uplinkRefusing, .uplinkSilent,
      .listStale, .listRefused, .settingsRefused, .duress, .alarmButton, .fireAlarm, .openTooLongSoon,
      .tamper, .powerFault, .cabinetOpen, .sensorLimit, .inputFaulty, .readerUntrusted, .attemptsExceeded,
      .tailgate, .antiPassback, .areaOverfull, .interlockBroken, .vehicleTrapped, .maintenanceDue,
      .rulePackExpired, .rulePacksDisagree, .alarmFlood, .diskLow, .clockUnsynchronised, .clockStepped,
      .certificateExpiring, .uplinkBacklog, .memoryHigh, .temperatureHigh, .restartLoop:
      return alarm.what
    }
  }
}
