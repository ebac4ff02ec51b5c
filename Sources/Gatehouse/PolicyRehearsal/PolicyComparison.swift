public import AccessModel
public import GateKeeping
public import InputRing

/// Plays what was recorded to the site as it is and to a site as it might be, and lists what would be decided
/// otherwise.
///
/// What was sensed is fed as it was recorded, whatever the other policy commands: a barrier that it would not
/// have raised reports open all the same. To a command that only the other policy gives, the answer is
/// that nobody knows whether it was written; the answer to one that it does not give is left out.
public struct PolicyComparison {
  /// One decision that would differ; nil where one policy comes to none.
  public struct Difference: Sendable {
    public var at: CivilTime
    public var old: PlayedDecision?
    public var new: PlayedDecision?
  }

  public struct Tally: Hashable, Sendable {
    public var decisions = 0
    public var differ = 0
    /// Recorded with other settings or lists than today's: compared all the same, as today's file decides.
    public var byOthers: [Departure: Int] = [:]
  }

  private let (old, new): (ReplaySite, ReplaySite)
  private let settings: RecordedSettings
  private let interval: ClosedRange<CivilTime>
  private let kept: (SegmentStart) -> KeptState
  private var keepers: (old: ReplayedKeeper, new: ReplayedKeeper)?
  private var pairs = CommandPairs()
  /// Commands of the new policy that nobody performed.
  private var unanswered: [PlayedCommand] = []
  public private(set) var tally = Tally()

  public init(
    old: ReplaySite, new: ReplaySite, in interval: ClosedRange<CivilTime>,
    kept: @escaping (SegmentStart) -> KeptState
  ) {
    (self.old, self.new) = (old, new)
    settings = RecordedSettings(old.layout)
    self.interval = interval
    self.kept = kept
  }

  /// Takes the next step of the walk; answers what differs.
  public mutating func take(_ step: RingWalk.Step) -> [Difference] {
    switch step {
    case .remark: return []
    case .begin(let start):
      let state = kept(start)
      keepers = (ReplayedKeeper(old, at: start, state), ReplayedKeeper(new, at: start, state))
      (pairs, unanswered) = (CommandPairs(), [])
      return []
    case .turn(let turn, let circumstances):
      guard var keepers else { return [] }
      self.keepers = nil
      let before = keepers.old.play(turn)
      keepers.old.number(after: turn.numbersUsed)
      var after = keepers.new.pass(until: turn.now)
      var commands = keepers.new.commands
      let answers = unanswered.map(\.unperformed)
      after += keepers.new.play(turn, extra: answers) { pairs.translated($0) }
      commands += keepers.new.commands
      unanswered = pairs.add(recorded: keepers.old.commands, other: commands)
      self.keepers = keepers
      guard interval.contains(turn.now.civil) else { return [] }
      return compare(
        before.filter { !$0.isTimeOut }, after.filter { !$0.isTimeOut }, at: turn.now.civil, circumstances)
    }
  }

  private mutating func compare(
    _ before: [PlayedDecision], _ after: [PlayedDecision], at time: CivilTime,
    _ circumstances: RingWalk.Circumstances
  ) -> [Difference] {
    var left = after
    var found: [Difference] = []
    for decision in before {
      let index = left.firstIndex { $0.isSameQuestion(as: decision) }
      let answer = index.map { left.remove(at: $0) }
      if let answer, answer.isSameAnswer(as: decision) { continue }
      found.append(Difference(at: time, old: decision, new: answer))
    }
    found += left.map { Difference(at: time, old: nil, new: $0) }
    let count = before.count + left.count
    tally.decisions += count
    tally.differ += found.count
    if count > 0 {
      for departure in circumstances.differences(from: old, settings) {
        tally.byOthers[departure, default: 0] += count
      }
    }
    return found
  }
}
