import AccessModel
import GateKeeping
import InputRing

/// A keeper that is told what another one was told.
struct ReplayedKeeper {
  private(set) var keeper: GateKeeper
  private let site: ReplaySite
  /// Commands of the turn, in order.
  private(set) var commands: [PlayedCommand] = []

  init(_ site: ReplaySite, at start: SegmentStart, _ kept: KeptState) {
    self.site = site
    keeper = GateKeeper(
      layout: site.layout, run: start.opening.run, kept: kept, now: start.now)
    // A run is told these first; what follows from them is no decision.
    let supplies: [GateInput] = [
      .lists(site.lists), .credentials(site.register), .calendar(site.calendar), .rulePacks(site.ruleBook),
    ]
    for input in supplies + start.standing.map(site.input) { _ = keeper.step(input, at: start.now) }
    keeper.number(after: start.opening.numbersUsed)
  }

  /// What the keeper decides when it is told all of the turn; `extra` comes first.
  mutating func play(
    _ turn: RecordedTurn, extra: [GateInput] = [], _ translated: (GateInput) -> GateInput? = { $0 }
  ) -> [PlayedDecision] {
    commands = []
    var decisions: [PlayedDecision] = []
    for input in extra { decisions += step(input, at: turn.now) }
    for recorded in turn.inputs {
      guard let input = translated(site.input(recorded)) else { continue }
      decisions += step(input, at: turn.now)
    }
    return decisions
  }

  /// Time alone, as the loop would have woken it.
  mutating func pass(until now: Now) -> [PlayedDecision] {
    commands = []
    var decisions: [PlayedDecision] = []
    // A deadline that does not move on would be a fault of the keeper; it must not hang a replay.
    for _ in 0..<Self.ticksMax {
      guard let deadline = keeper.nextDeadline, deadline < now.moment else { break }
      let back = now.moment - deadline
      let then = Now(
        moment: deadline, civil: now.civil + Span(nanoseconds: -back.nanoseconds),
        clockIsSynchronised: now.clockIsSynchronised)
      decisions += step(.tick, at: then)
    }
    return decisions
  }

  /// The recorded run's numbers go on, whatever was decided here.
  mutating func number(after count: UInt64) { keeper.number(after: count) }

  private mutating func step(_ input: GateInput, at now: Now) -> [PlayedDecision] {
    let effects = keeper.step(input, at: now)
    commands += effects.compactMap(PlayedCommand.init)
    return PlayedDecision.all(in: effects)
  }

  private static let ticksMax = 1000
}
