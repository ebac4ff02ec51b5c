import AccessModel
import GateKeeping

/// Alarms and hits in the words of a `.case` file.
extension CaseText {
  /// `1 forcedOpen boom unacknowledged`, and what makes it special.
  static func lines(_ views: [AlarmView]) -> [String] {
    views.map { view in
      "\(view.alarm.number) \(view.alarm.code.rawValue) \(view.alarm.subject) \(view.state.rawValue)"
        + (view.root.map { " under \($0)" } ?? "") + (view.occurrences > 1 ? " x\(view.occurrences)" : "")
        + (view.isActive || view.state == .returned ? "" : " over")
    }
  }

  static func lines(_ hits: [HitView], _ tallies: [HitTally]) -> [String] {
    hits.map { "pending \($0.hit.id) voices \($0.voices.count)" }
      + tallies.map { tally in
        "\(tally.list)\(tally.isExact ? "" : " lookalike") verified \(tally.verified) "
          + "rejected \(tally.rejected) lapsed \(tally.lapsed)"
      }
  }

  static func annunciation(_ alarm: Alarm) -> String {
    let how: String =
      switch alarm.annunciation {
      case .loud: ""
      // Its code says so, or its input.
      case .silent: alarm.code == .duress ? "" : " silent"
      case .listed: " listed"
      }
    let seen = alarm.sightings.map { " saw \($0.plate ?? "-")/\($0.images.count)" }.joined()
    return how + seen
  }

  static func handled(_ handling: AlarmHandling) -> String {
    handling.alarm.code.rawValue + (handling.operatorName.map { " by \($0)" } ?? "")
  }

  static func decided(_ decision: HitDecision) -> String {
    "hit \(decision.hit.id) \(decision.outcome.rawValue)"
      + decision.voices.map { " by \($0.operatorName)" }.joined()
  }
}
