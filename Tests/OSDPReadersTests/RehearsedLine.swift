import AccessModel
import FieldContract

@testable import OSDPReaders

/// A line with readers on it, on a clock that the test moves: doubles carry out the schedule's steps.
struct RehearsedLine {
  enum Direction { case toReader, toPanel }

  var now = Moment.zero
  var schedule: LineSchedule
  var readers: [ReaderDouble]
  /// What the cable makes of a frame: the deliveries that come of it.
  var cable: (Direction, [UInt8]) -> [[UInt8]] = { [$1] }
  /// What the journal says, and how long it takes.
  var journal: ([ReaderReport]) -> SubmissionResult = { _ in .committed }
  var commitSpan = Span.milliseconds(2)
  var baud = 9600
  /// Rates at which the readers hear anything; all when empty.
  var readerBauds: [Int] = []

  private(set) var committed: [(report: ReaderReport, at: Moment)] = []
  private(set) var outcomes: [DoorOutcome] = []
  private(set) var sent: [(bytes: [UInt8], at: Moment)] = []
  private(set) var bauds: [Int?] = []
  private var deliveries: [(bytes: [UInt8], at: Moment)] = []
  private var commits: [(track: Int, reports: [ReaderReport], at: Moment)] = []
  var keepsSent = true

  init(_ readers: [ReaderDouble], _ settings: [OSDPReaderSettings], bauds: [Int] = [9600], seed: UInt64 = 1) {
    self.readers = readers
    let source = SeededBytes(seed)
    schedule = LineSchedule(
      OSDPBusSettings(device: "line", transport: .serial(path: "/dev/x", bauds: bauds), readers: settings),
      since: .zero, randomBytes: source.take)
  }

  init(_ reader: ReaderDouble = ReaderDouble(), _ settings: OSDPReaderSettings = Samples.reader()) {
    self.init([reader], [settings])
  }

  var track: ReaderTrack { schedule.tracks[0] }
  var facts: [ReaderFact] { committed.map(\.report.fact) }

  /// Runs until the moment, or until the condition holds after a step; whether it does.
  @discardableResult
  mutating func run(for span: Span, until isDone: (borrowing RehearsedLine) -> Bool = { _ in false }) -> Bool
  {
    let end = now + span
    while now < end {
      if isDone(self) { return true }
      step(before: end)
    }
    return isDone(self)
  }

  private mutating func step(before end: Moment) {
    let step = schedule.next(at: now)
    for index in schedule.tracks.indices {
      outcomes += schedule.tracks[index].outcomes
      schedule.tracks[index].outcomes = []
      let reports = schedule.tracks[index].submission(at: now)
      if !reports.isEmpty { commits.append((index, reports, now + commitSpan)) }
    }
    switch step {
    case .connect(let baud):
      bauds.append(baud)
      self.baud = baud ?? self.baud
      schedule.connected(at: now)
    case .send(let bytes):
      if keepsSent { sent.append((bytes, now)) }
      carry(bytes)
    case .wait(let until), .listen(let until): advance(to: min(until, end))
    }
  }

  private mutating func carry(_ bytes: [UInt8]) {
    guard readerBauds.isEmpty || readerBauds.contains(baud) else { return }
    var at = now + LineOccupancy.wireTime(of: bytes.count, baud: baud)
    for arrived in cable(.toReader, bytes) {
      for index in readers.indices {
        guard let reply = readers[index].take(arrived) else { continue }
        at = at + .milliseconds(3) + LineOccupancy.wireTime(of: reply.count, baud: baud)
        for piece in cable(.toPanel, reply) { deliveries.append((piece, at)) }
      }
    }
  }

  private mutating func advance(to until: Moment) {
    let next = min(until, deliveries.first?.at ?? until, commits.first?.at ?? until)
    now = max(now, next)
    if let delivery = deliveries.first, delivery.at <= now {
      deliveries.removeFirst()
      schedule.received(delivery.bytes, at: now)
    }
    if let commit = commits.first, commit.at <= now {
      commits.removeFirst()
      let result = journal(commit.reports)
      if result == .committed || result == .unrecorded { committed += commit.reports.map { ($0, now) } }
      schedule.tracks[commit.track].settled(result, at: now)
    }
  }

  /// A new panel takes the line over: nothing of the old one is left.
  mutating func restartPanel(seed: UInt64, settings: OSDPReaderSettings) {
    let source = SeededBytes(seed)
    (deliveries, commits) = ([], [])
    schedule = LineSchedule(
      OSDPBusSettings(device: "line", transport: schedule.settings.transport, readers: [settings]),
      since: now,
      randomBytes: source.take)
  }
}

/// Challenges that a seed replays.
///
/// Sendable by hand: one test's thread only.
final class SeededBytes: @unchecked Sendable {
  private var random: Seeded

  init(_ seed: UInt64) { random = Seeded(state: seed) }

  @Sendable func take(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }
}
