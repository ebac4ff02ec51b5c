internal import AccessModel
internal import GateKeeping

/// The keeper as it was before the turn that runs, without a copy of it for each turn: as it was some turns
/// ago, and what it was told since. Equal inputs make it the same again.
struct KeeperPast {
  private var keeper: GateKeeper
  private var told: [(input: GateInput, now: Now)] = []

  /// Steps between two copies: so many are taken again when a commit fails.
  static let stepsMax = 256

  init(_ keeper: GateKeeper) { self.keeper = keeper }

  /// A turn is over; false when it is time for a copy of the keeper instead.
  mutating func add(_ steps: [TurnStep], at now: Now) -> Bool {
    guard told.count + steps.count <= Self.stepsMax else { return false }
    for step in steps { told.append((step.input, now)) }
    return true
  }

  /// As it was before the turn that runs.
  mutating func restored() -> GateKeeper {
    for one in told { _ = keeper.step(one.input, at: one.now) }
    told.removeAll()
    return keeper
  }
}
