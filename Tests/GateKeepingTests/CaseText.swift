import AccessModel
import GateKeeping

/// An effect in the words of a `.case` file.
enum CaseText {
  static func line(_ effect: GateEffect) -> String? {
    switch effect {
    case .record(let event): record(event)
    case .command(let command): "command \(command.action.rawValue)"
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
    case .accessEnded(let passage): "\(passage.ending.rawValue) \(passage.decision)"
    case .barrierCommanded(let fact): "commanded \(fact.command.action.rawValue) \(cause(fact.cause))"
    case .barrierAnswered(let outcome): "answered \(outcome.action.rawValue)"
    case .barrierMoved(let move): "moved \(move.position.rawValue)"
    case .hitPending(let hit): hitText(hit)
    case .alarmRaised(let alarm): "alarm \(alarm.code.rawValue)"
    case .alarmCleared(let alarm): "over \(alarm.code.rawValue)"
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
    }
  }
}
