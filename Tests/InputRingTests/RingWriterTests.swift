import AccessModel
import Foundation
import GateKeeping
import Synchronization
import Testing

@testable import InputRing

/// What is on disk after turns, times, cuts and full disks.
@Suite struct RingWriterTests {
  private static let layout = SiteLayout(source: "urn:test", lanes: [], cameras: [])

  private final class Bench: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "input-ring-\(UUID())").path
    let troubles = Mutex<[InputRingError?]>([])
    var folder: RingFolder { RingFolder(path) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func ring(_ limits: RingWriter.Limits = Bench.limits, run: UInt32 = 1, at seconds: Int64 = 0)
      -> RingWriter
    {
      RingWriter(
        folder: folder, limits: limits, layout: RingWriterTests.layout,
        opening: RingWriterTests.opening(run, isRunStart: true), at: RingWriterTests.now(seconds),
        onTrouble: { [self] trouble in troubles.withLock { $0.append(trouble) } })
    }

    static var limits: RingWriter.Limits {
      RingWriter.Limits(bytes: 16 << 20, retention: .seconds(24 * 3600))
    }
  }

  private static func opening(_ run: UInt32, isRunStart: Bool) -> SegmentOpening {
    SegmentOpening(run: run, isRunStart: isRunStart, numbersUsed: 0, kept: [1])
  }

  private static func now(_ seconds: Int64) -> Now {
    Now(
      moment: Moment(nanoseconds: seconds * 1_000_000_000),
      civil: CivilTime(milliseconds: 1_795_000_000_000) + .seconds(seconds))
  }

  private static func turn(_ seconds: Int64, plate: String = "A1") -> TracedTurn {
    let read = PlateRead(device: "cam", plate: plate)
    return TracedTurn(
      now: now(seconds), inputs: [.plateRead(ReceivedRead(read: read, receivedAt: now(seconds)))],
      decisions: [], numbersUsed: UInt64(seconds))
  }

  /// As the loop does it.
  private func append(_ turn: TracedTurn, to ring: RingWriter, run: UInt32 = 1) {
    ring.append(
      turn, thenOpen: ring.wantsOpening ? Self.opening(run, isRunStart: false) : nil, at: turn.now.moment)
  }

  private func turns(in folder: RingFolder) throws -> [[Int64]] {
    try folder.files().map { file in
      var segment = try RingSegment(path: file.path)
      var seconds: [Int64] = []
      while let turn = segment.next() { seconds.append(turn.now.moment.nanoseconds / 1_000_000_000) }
      return seconds
    }
  }

  private func plates(in folder: RingFolder) throws -> String {
    try folder.files().map {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: $0.path)), as: UTF8.self)
    }.joined()
  }

  @Test func turns_areOnDisk_inOrder_andOnlyTheOwnerMayReadThem() throws {
    let bench = Bench()
    let ring = bench.ring()
    for second in 1...50 { append(Self.turn(Int64(second)), to: ring) }
    ring.close()
    #expect(try turns(in: bench.folder) == [Array(1...50)])
    let file = try #require(try bench.folder.files().first)
    for (path, mode) in [(file.path, 0o600), (bench.path, 0o700)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == mode)
    }
  }

  @Test func tailThatIsCutAnywhere_losesTheLastTurnAlone() throws {
    let bench = Bench()
    let ring = bench.ring()
    for second in 1...3 { append(Self.turn(Int64(second)), to: ring) }
    ring.close()
    let file = try #require(try bench.folder.files().first)
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: file.path)))
    let last = SegmentForm.frame(try #require(Self.turn(3).packed { _ in nil })).count
    for cut in 1..<last {
      var segment = try RingSegment(bytes: Array(whole.dropLast(cut)), name: "cut")
      var count = 0
      while segment.next() != nil { count += 1 }
      #expect(count == 2 && segment.isTorn, "cut by \(cut)")
    }
    for index in whole.indices.suffix(last) {
      var damaged = whole
      damaged[index] ^= 0x10
      var segment = try RingSegment(bytes: damaged, name: "damaged")
      var count = 0
      while segment.next() != nil { count += 1 }
      #expect(count == 2 && segment.isTorn, "damaged at \(index)")
    }
  }

  @Test func segments_goOnFromEachOther_andTheOldestGoWhenTheRingIsFull() throws {
    let bench = Bench()
    var limits = Bench.limits
    (limits.bytes, limits.segmentBytes) = (16 << 10, 2 << 10)
    let ring = bench.ring(limits)
    for second in 1...2000 {
      append(Self.turn(Int64(second)), to: ring)
      // The queue answers before the next turn, as it does at a loop's pace.
      if second % 20 == 0 { ring.settle() }
    }
    ring.close()
    let files = try bench.folder.files()
    #expect(files.reduce(0) { $0 + $1.bytes } <= limits.bytes)
    #expect(files.count > 3)
    let seconds = try turns(in: bench.folder).flatMap(\.self)
    #expect(seconds == Array((seconds.first ?? 0)...2000))
    var begins = 0
    try RingWalk(bench.folder).forEach(since: CivilTime(milliseconds: 0)) { step in
      if case .begin = step { begins += 1 }
    }
    #expect(begins == 1)
  }

  @Test func plate_leavesTheRingBeforeItLeavesTheJournal() throws {
    let bench = Bench()
    let ring = bench.ring()
    let retention = Span.seconds(24 * 3600)
    append(Self.turn(10, plate: "UNLISTED7"), to: ring)
    for hour in 1..<30 {
      let now = Self.now(Int64(hour) * 3600)
      append(Self.turn(Int64(hour) * 3600), to: ring)
      ring.letGo(before: now.civil + Span(nanoseconds: -retention.nanoseconds), at: now.civil)
      ring.flush()
      let isThere = try plates(in: bench.folder).contains("UNLISTED7")
      // It was read in second 10: at 24 h it may be there for these ten seconds at most.
      #expect(isThere == (hour <= 24), "after \(hour) h")
    }
    ring.close()
  }

  @Test func segmentThatAWrongClockDatedInTheFuture_goesWhenTheClockIsRight() throws {
    let bench = Bench()
    let ring = bench.ring(at: 1_000_000)
    append(Self.turn(1_000_001, plate: "UNLISTED7"), to: ring)
    ring.flush()
    #expect(try plates(in: bench.folder).contains("UNLISTED7"))
    ring.letGo(before: Self.now(-86_400).civil, at: Self.now(0).civil)
    ring.close()
    #expect(try bench.folder.files().isEmpty)
  }

  @Test func newRun_beginsAnew_andAnEarlierOneStays() throws {
    let bench = Bench()
    let first = bench.ring()
    append(Self.turn(1), to: first)
    first.close()
    let second = bench.ring(run: 2, at: 100)
    append(Self.turn(101), to: second, run: 2)
    second.close()
    var runs: [UInt32] = []
    var settled: [Bool] = []
    try RingWalk(bench.folder).forEach(since: CivilTime(milliseconds: 0)) { step in
      switch step {
      case .begin(let start): runs.append(start.opening.run)
      case .turn(_, let circumstances): settled.append(circumstances.isSettled)
      case .remark(let remark): Issue.record("\(remark)")
      }
    }
    #expect(runs == [1, 2])
    #expect(settled == [true, true])
  }

  @Test func turnThatIsMissing_beginsANewSegment_whichSettlesFirst() throws {
    let bench = Bench()
    let ring = bench.ring()
    append(Self.turn(1), to: ring)
    ring.skip()
    append(Self.turn(3), to: ring)
    ring.settle()
    for second in [4, 5, 2000] {
      append(Self.turn(Int64(second)), to: ring)
      ring.settle()
    }
    ring.close()
    #expect(try turns(in: bench.folder) == [[1], [5, 2000]])
    var settled: [Bool] = []
    try RingWalk(bench.folder).forEach(since: CivilTime(milliseconds: 0)) { step in
      if case .turn(_, let circumstances) = step { settled.append(circumstances.isSettled) }
    }
    #expect(settled == [true, false, true])
  }

  @Test func diskThatRefuses_isToldOnce_andAgainWhenItTakes() throws {
    let bench = Bench()
    // A file stands where the folder should be.
    #expect(FileManager.default.createFile(atPath: bench.path, contents: nil))
    let ring = bench.ring()
    for second in 1...200 {
      append(Self.turn(Int64(second)), to: ring)
      ring.settle()
    }
    #expect(bench.troubles.withLock { $0.count } == 1)
    try FileManager.default.removeItem(atPath: bench.path)
    for second in 201...300 {
      append(Self.turn(Int64(second)), to: ring)
      ring.settle()
    }
    ring.close()
    #expect(bench.troubles.withLock { $0.map { $0 == nil } } == [false, true])
    #expect(try turns(in: bench.folder).last?.last == 300)
  }

  @Test func fullDisk_endsTheSegment_andWhatWasWrittenStays() throws {
    let full = "/dev/full"
    try #require(FileManager.default.fileExists(atPath: full))
    let bench = Bench()
    let ring = bench.ring()
    append(Self.turn(1), to: ring)
    ring.flush()
    ring.redirect(to: full)
    append(Self.turn(2), to: ring)
    ring.flush()
    append(Self.turn(3), to: ring)
    ring.close()
    #expect(try turns(in: bench.folder) == [[1]])
    let troubles = bench.troubles.withLock { $0 }
    guard case .system(_, "write", ENOSPC)?? = troubles.first else {
      Issue.record("\(troubles)")
      return
    }
    #expect(troubles.count == 1)
  }
}
