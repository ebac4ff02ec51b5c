import AccessModel
import GateKeeping

/// An effect in the words of a `.case` file.
enum CaseText {
  static func line(_ effect: GateEffect) -> String? {
    switch effect {
    case .record(let event): record(event)
    case .command(let command): "command \(command.action.rawValue)"
    case .doorCommand(let command): "lock \(command.door) \(action(command.action))"
    case .lampCommand(let command): "lamp \(command.lamp) \(command.isLit ? "lit" : "dark")"
    case .signal(let signal): "signal \(signal.device) \(signal.meaning.rawValue)"
    case .operatorAnswer(_, let accepted, let text):
      accepted ? "answer accepted" : "answer refused: \(text)"
    }
  }

  private static func record(_ event: GateEvent) -> String {
    switch event.fact {
    case .plateRead(let fact):
      "read \(fact.historical.map { "historical \($0.rawValue)" } ?? "live")"
        + (fact.repeats.map { " repeats \($0)" } ?? "") + (event.isUnlisted ? " unlisted" : "")
        + (fact.accessPoint == nil ? " nowhere" : "") + (fact.awaitsFrames ? " waits" : "")
    case .accessDecided(let decision):
      "decided \(decision.id) \(decision.outcome.rawValue) "
        + decision.reasons.map(\.rawValue).joined(separator: ",")
        + (decision.operatorName.map { " by \($0)" } ?? "")
        + (decision.others.isEmpty ? "" : " with \(decision.others.joined(separator: ","))")
        + (decision.rules.isEmpty ? "" : " rules \(decision.rules.joined(separator: ","))")
        + (decision.answers.map { " answers \($0)" } ?? "")
    case .accessEnded(let passage): "\(passage.ending.rawValue) \(passage.decision)"
    case .barrierCommanded(let fact): "commanded \(fact.command.action.rawValue) \(cause(fact.cause))"
    case .barrierAnswered(let outcome): "answered \(outcome.action.rawValue)"
    case .barrierMoved(let move): "moved \(move.position.rawValue)"
    case .credentialPresented(let fact):
      "shown \(fact.historical.map { "historical \($0.rawValue)" } ?? "live") \(fact.credential ?? "unknown")"
        + (fact.repeats.map { " repeats \($0)" } ?? "") + (fact.accessPoint == nil ? " nowhere" : "")
    case .credentialMisread, .deviceReported: event.type
    case .doorCommanded(let fact):
      "ordered \(fact.command.door) \(action(fact.command.action)) \(cause(fact.cause))"
    case .doorAnswered(let outcome): "answered \(outcome.door)"
    case .doorChanged(let change):
      "door \(change.door) \(change.mode.rawValue) \(change.position.rawValue)"
        + (change.heldBy.map { " held by \($0)" } ?? "")
    case .inputChanged(let sensed): "input \(sensed.point) \(reading(sensed.reading))"
    case .lampCommanded(let fact):
      "told \(fact.command.lamp) \(fact.command.isLit ? "lit" : "dark")"
        + (fact.heldBy.map { " by \($0)" } ?? "")
    case .lampAnswered(let outcome): "answered \(outcome.lamp)"
    case .hitPending(let hit): hitText(hit)
    case .hitDecided(let decision): decided(decision)
    case .alarmRaised(let alarm): "alarm \(alarm.code.rawValue)" + annunciation(alarm)
    case .alarmCleared(let alarm): "over \(alarm.code.rawValue)"
    case .alarmAcknowledged(let handling): "acknowledged \(handled(handling))"
    case .alarmShelved(let handling): "shelved \(handled(handling))"
    case .alarmUnshelved(let handling): "unshelved \(handled(handling))"
    case .alarmEscalated(let handling):
      "escalated \(handling.alarm.code.rawValue) \(handling.escalation ?? 0)"
    case .deviceChanged(let health): "device \(health.state.rawValue)"
    case .operatorCommanded(let fact): "operator \(fact.verb) \(fact.accepted ? "accepted" : "refused")"
    case .settingsApplied: "settings applied"
    case .siteStarted, .siteStopping, .settingsRefused, .listLoaded, .eventQuarantined: event.type
    }
  }

  private static func hitText(_ hit: WatchlistHit) -> String {
    switch hit.match {
    case .exact(let match): "hit \(match.edition.list)/\(match.entry.id)"
    case .suspected(let match):
      "lookalike \(match.edition.list)/\(match.entryID) \(match.difference.replacing(" ", with: "-"))"
    }
  }

  private static func cause(_ cause: CommandCause) -> String {
    switch cause {
    case .decision(let id): id
    case .closing(let why): why.replacing(" ", with: "-")
    case .hold(let point): "held-by-\(point)"
    }
  }

  private static func cause(_ cause: DoorCommandFact.Cause) -> String {
    switch cause {
    case .decision(let id): id
    case .requestToExit: "rex"
    case .relock: "relock"
    case .mode(let mode): "mode-\(mode.rawValue)"
    case .hold(let point): "held-by-\(point)"
    }
  }

  private static func action(_ action: DoorAction) -> String {
    switch action {
    case .release(let span): "release \(span.milliseconds / 1000)s"
    case .holdReleased: "hold"
    case .secure: "secure"
    }
  }

  private static func reading(_ reading: InputReading) -> String {
    switch reading {
    case .active: "active"
    case .inactive: "inactive"
    case .value(let thousandths): "\(Double(thousandths) / 1000)"
    case .faulty: "faulty"
    case .stale: "stale"
    }
  }
}
