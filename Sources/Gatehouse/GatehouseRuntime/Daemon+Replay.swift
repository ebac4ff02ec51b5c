import AccessModel
import FieldContract
import GateKeeping
import GatehouseSettings
import InputRing
import PlateMatching
import PolicyRehearsal

extension Daemon {
  /// Plays the recorded inputs again, to the site as it is or to it and to another policy; prints what
  /// differs, and answers the exit code. Writes nothing, so the daemon may run.
  public static func replay(_ request: ReplayRequest, environment: [String: String]) -> Int32 {
    replay(request, environment: environment) { print($0) }.rawValue
  }

  static func replay(
    _ request: ReplayRequest, environment: [String: String], say: (String) -> Void
  ) -> ReplayRequest.Exit {
    guard let interval = request.interval(now: SystemClock.civil()) else {
      say("--since and --until: write 2026-11-24, 2026-11-24T06:30 (UTC), or 36h before now")
      return .usage
    }
    do {
      let supplies = try Supplies.load(path: request.file, environment: environment)
      let policy = try request.policy.map { path throws(DocumentError) in
        try Supplies.load(path: path, environment: environment)
      }
      var run = ReplayRun(request, supplies, policy, interval)
      return try run.play(say)
    } catch let error as DocumentError {
      say("\(error)")
      return .settings
    } catch {
      say("\(error)")
      return .nothingRecorded
    }
  }
}

/// One replay: which way it goes, and what is said of it.
private struct ReplayRun {
  private let request: ReplayRequest
  private let folder: RingFolder
  private let interval: ClosedRange<CivilTime>
  private let report: ReplayReport
  private let today: ReplaySupplies
  private let policy: ReplaySupplies?
  private var remarks: [String] = []
  /// Editions that were in use and are not today's.
  private var gone: Set<ListEdition> = []

  init(
    _ request: ReplayRequest, _ supplies: Supplies, _ policy: Supplies?, _ interval: ClosedRange<CivilTime>
  ) {
    self.request = request
    self.interval = interval
    folder = InputRecorder.folder(of: supplies.site)
    report = ReplayReport(plates: supplies.site.logPlates, json: request.json)
    let cache = supplies.site.journal.folder + "/lists"
    today = ReplaySupplies(supplies, cache: cache)
    self.policy = policy.map { ReplaySupplies($0, cache: cache) }
    remarks = Array(Set(today.remarks + (self.policy?.remarks ?? []))).sorted()
  }

  /// Says what differs, then the counts.
  mutating func play(_ say: (String) -> Void) throws -> ReplayRequest.Exit {
    try policy.map { try compare(with: $0, say) } ?? check(say)
  }

  private mutating func check(_ say: (String) -> Void) throws -> ReplayRequest.Exit {
    var check = ReplayCheck(
      today.site, in: interval, decision: request.decision, kept: ReplaySupplies.kept(at:))
    let report = report
    try walk { step in for finding in check.take(step) { say(report.line(finding)) } }
    let tally = check.tally
    if tally.unsettled > 0 {
      remarks.append("\(tally.unsettled) decisions are not judged: what went before them is not in the ring")
    }
    tell(tally.byOthers, "are not judged: recorded with")
    return end(tally.decisions, tally.differ, notJudged: tally.decisions - tally.judged, say)
  }

  private mutating func compare(
    with policy: ReplaySupplies, _ say: (String) -> Void
  ) throws -> ReplayRequest.Exit {
    var comparison = PolicyComparison(
      old: today.site, new: policy.site, in: interval, kept: ReplaySupplies.kept(at:))
    let report = report
    try walk { step in for difference in comparison.take(step) { say(report.line(difference)) } }
    tell(comparison.tally.byOthers, "are compared as today's file decides: recorded with")
    return end(comparison.tally.decisions, comparison.tally.differ, notJudged: 0, say)
  }

  private mutating func walk(_ body: (RingWalk.Step) -> Void) throws {
    let known = today.site.lists.map(\.edition) + [today.site.register.edition].compactMap { $0 }
    try RingWalk(folder).forEach(since: interval.lowerBound) { step in
      switch step {
      case .remark(let remark): remarks.append("\(remark)")
      case .begin: break
      case .turn(_, let circumstances):
        let editions = circumstances.lists + [circumstances.credentials].compactMap { $0 }
        for edition in editions where !known.contains(edition) { gone.insert(edition) }
      }
      body(step)
    }
  }

  private mutating func tell(_ byOthers: [Departure: Int], _ fate: String) {
    if let count = byOthers[.settings] {
      remarks.append("\(count) decisions \(fate) other settings than \(request.file)")
    }
    if let count = byOthers[.lists] { remarks.append("\(count) decisions \(fate) other editions of lists") }
    for edition in gone.sorted(by: { ($0.list, $0.issuedAt) < ($1.list, $1.issuedAt) }) {
      remarks.append(
        "list \(edition.list): version \(edition.version) of \(edition.issuedAt) is not that of today")
    }
  }

  private func end(
    _ decisions: Int, _ differ: Int, notJudged: Int, _ say: (String) -> Void
  ) -> ReplayRequest.Exit {
    for line in report.end(decisions: decisions, differ: differ, notJudged: notJudged, remarks: remarks) {
      say(line)
    }
    return differ > 0 ? .differs : decisions > notJudged ? .equal : .nothingRecorded
  }
}
