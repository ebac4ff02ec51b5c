internal import AccessModel

/// P1, P4 and P5, as the barriers saw them.
extension CrashBooks {
  /// Two clocks are read a moment apart and round to milliseconds.
  static let clockSlack = Span.milliseconds(2)

  /// Each pulse needs a command of its own, recorded in the same life of the daemon and not after the
  /// pulse; each raise a grant, and each grant one raise.
  func unrecordedMoves() -> [String] {
    var faults: [String] = []
    for (index, round) in rounds.enumerated() {
      let end = index + 1 < rounds.count ? rounds[index + 1].startedAt.civil : CivilTime(milliseconds: .max)
      let own = commands.filter { $0.at >= round.startedAt.civil && $0.at < end }
      for (barrier, log) in round.barriers.sorted(by: { $0.key < $1.key }) {
        for action in BarrierAction.allCases {
          let recorded = own.filter { $0.barrier == barrier && $0.action == action.rawValue }
          for (order, pulse) in log.commands.filter({ $0.action == action }).enumerated() {
            let latest = round.civil(of: pulse.at) + Self.clockSlack
            guard recorded.count(where: { $0.at <= latest }) <= order else { continue }
            faults.append(
              "round \(round.number): \(barrier) got \(action.rawValue) number \(order + 1) at "
                + "\(latest), but \(recorded.count) were commanded: \(recorded.map(\.at.description))")
          }
        }
      }
    }
    return faults + unfoundedRaises()
  }

  private func unfoundedRaises() -> [String] {
    var faults: [String] = []
    var raised: Set<String> = []
    for command in commands where command.action == BarrierAction.raise.rawValue {
      guard let decision = command.decision else { continue }
      if !granted.contains(decision) { faults.append("raise for \(decision), which granted nothing") }
      if !raised.insert(decision).inserted { faults.append("decision \(decision) raised more than once") }
    }
    return faults
  }

  func writesAtStart() -> [String] {
    rounds.flatMap { round in
      round.barriers.sorted { $0.key < $1.key }.flatMap { barrier, log in
        log.writes.filter { $0 < round.firstPostAt ?? .distantFuture }.map { write in
          "round \(round.number): \(barrier) was written to "
            + "\((write - round.startedAt.moment).milliseconds) ms after the start, before any read"
        }
      }
    }
  }

  func loweredOnVehicles() -> [String] {
    rounds.flatMap { round in
      round.barriers.sorted { $0.key < $1.key }.flatMap { barrier, log in
        log.commands.compactMap { command in
          guard command.action == .lower, let known = command.occupancyKnownFor,
            known > BarrierMotion.reactionSpan
          else { return nil }
          return "round \(round.number): \(barrier) was lowered on a loop that it knew to be occupied for "
            + "\(known.milliseconds) ms"
        }
      }
    }
  }
}
