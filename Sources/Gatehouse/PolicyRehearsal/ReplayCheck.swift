public import AccessModel
public import GateKeeping
public import InputRing

/// P11: plays what was recorded to the site as it is, and holds each decision against the recorded one.
public struct ReplayCheck {
  /// One decision that did not come out equal, or that was asked for; nil where one side has none.
  public struct Finding: Sendable {
    public var at: CivilTime
    public var recorded: RecordedDecision?
    public var replayed: PlayedDecision?
    public var isEqual: Bool
  }

  public struct Tally: Hashable, Sendable {
    public var decisions = 0
    public var differ = 0
    /// Not judged: so soon after a beginning in the middle of a run.
    public var unsettled = 0
    /// Not judged: made with other settings, or with other editions of the lists.
    public var byOthers: [Departure: Int] = [:]

    public var judged: Int { decisions - unsettled - (byOthers[.settings] ?? 0) - (byOthers[.lists] ?? 0) }
  }

  private let site: ReplaySite
  private let settings: RecordedSettings
  private let interval: ClosedRange<CivilTime>
  /// Only this decision is judged; nil: all.
  private let decision: String?
  private let kept: (SegmentStart) -> KeptState
  private var keeper: ReplayedKeeper?
  public private(set) var tally = Tally()

  public init(
    _ site: ReplaySite, in interval: ClosedRange<CivilTime>, decision: String? = nil,
    kept: @escaping (SegmentStart) -> KeptState
  ) {
    self.site = site
    settings = RecordedSettings(site.layout)
    self.interval = interval
    self.decision = decision
    self.kept = kept
  }

  /// Takes the next step of the walk; answers what differs, and the decision that was
  /// asked for.
  public mutating func take(_ step: RingWalk.Step) -> [Finding] {
    switch step {
    case .remark: return []
    case .begin(let start):
      keeper = ReplayedKeeper(site, at: start, kept(start))
      return []
    case .turn(let turn, let circumstances):
      let replayed = keeper?.play(turn) ?? []
      keeper?.number(after: turn.numbersUsed)
      guard interval.contains(turn.now.civil) else { return [] }
      return judge(turn, replayed, circumstances)
    }
  }

  private mutating func judge(
    _ turn: RecordedTurn, _ replayed: [PlayedDecision], _ circumstances: RingWalk.Circumstances
  ) -> [Finding] {
    var findings: [Finding] = []
    for index in 0..<max(turn.decisions.count, replayed.count) {
      let recorded = index < turn.decisions.count ? turn.decisions[index] : nil
      let played = index < replayed.count ? replayed[index] : nil
      guard decision == nil || recorded?.id == decision else { continue }
      tally.decisions += 1
      let departures = circumstances.differences(from: site, settings)
      if !circumstances.isSettled {
        tally.unsettled += 1
      } else if let first = Departure.allCases.first(where: departures.contains) {
        tally.byOthers[first, default: 0] += 1
      } else {
        let isEqual = recorded == played.map { RecordedDecision($0.decision) }
        if !isEqual { tally.differ += 1 }
        guard !isEqual || decision != nil else { continue }
        findings.append(
          Finding(at: turn.now.civil, recorded: recorded, replayed: played, isEqual: isEqual))
      }
    }
    return findings
  }
}
