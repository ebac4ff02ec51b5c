import FieldDoubles

/// What one round of the crash test shall be, drawn before it begins.
struct CrashRoundPlan: Sendable {
  enum Kill: Sendable {
    /// Perhaps before the daemon is ready.
    case afterStart(Duration)
    case afterReady(Duration)
    /// As soon as the barrier of this lane sees a raise: between the act and whatever follows it.
    case atRaise(lane: Int)
  }

  let kill: Kill
  /// The cameras keep silent until so long after the daemon is ready; nil when they hammer all the time.
  let quiet: Duration?
  /// Vehicles with a permitted plate that come to each lane: one, so that its passage can end, or many.
  let membersPerLane: Int
  let isUplinkCut: Bool

  init(_ random: inout SeededRandom, wasUplinkCut: Bool) {
    isUplinkCut = random.happens(percent: wasUplinkCut ? 50 : 15)
    let isRush = random.happens(percent: 50)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<20:
      kill = .afterStart(random.milliseconds(1...80))
      membersPerLane = isRush ? 50 : 1
      quiet = nil
      return
    case 20..<35:
      kill = .atRaise(lane: Int.random(in: CrashSite.lanes.indices, using: &random))
      membersPerLane = isRush ? 50 : 1
    case 35..<90:
      let share = Double.random(in: 0..<1, using: &random)
      kill = .afterReady(.milliseconds(20 + Int(1480 * share * share * share)))
      membersPerLane = isRush ? 50 : 1
    default:
      // Long enough for a boom to come down again.
      kill = .afterReady(random.milliseconds(1600...2600))
      membersPerLane = 1
    }
    quiet = random.happens(percent: 25) ? random.milliseconds(100...250) : nil
  }
}
