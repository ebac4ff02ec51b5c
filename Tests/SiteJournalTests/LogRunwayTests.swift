import AccessModel
import Foundation
import GRDB
import Testing

@testable import SiteJournal

/// The room ahead in the write-ahead log, and what is left in it.
@Suite struct LogRunwayTests {
  private let folder: JournalFolder
  private let journal: Journal

  init() throws {
    folder = try JournalFolder()
    journal = try folder.open()
  }

  private var log: String { folder.file + "-wal" }

  private func logBytes() throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: log)
    return try #require(attributes[.size] as? Int)
  }

  /// Waits for the background work: a checkpoint stands in the same queue.
  private func layRunway() throws {
    journal.layLogRunway()
    try journal.checkpoint()
  }

  @Test func runway_hasItsLength_andOneIsEnough() throws {
    #expect(try logBytes() < LogRunway.bytes)
    try layRunway()
    #expect(try logBytes() == LogRunway.bytes)
    try layRunway()
    #expect(try logBytes() == LogRunway.bytes)
  }

  @Test func log_keepsItsLength_whileItIsWrittenOver() throws {
    try layRunway()
    var entry = forwarded("x")
    entry.data = [UInt8](repeating: 120, count: 4000)
    for round in 1...2000 as ClosedRange<Int64> {
      _ = try journal.commit([entry], recordedAt: time(round))
      // As at a site where nothing presses: each checkpoint is through before the next event.
      if round % 200 == 0 { try journal.checkpoint() }
    }
    // About 30 MB went through it.
    #expect(try logBytes() == LogRunway.bytes)
    #expect(try journal.latestEvents(limit: 1).last?.id == 2000)
  }

  /// What lies on disk at any moment is what a crash leaves.
  @Test func everyCommit_isFoundAfterACrash_withTheRunwayBehindIt() throws {
    _ = try journal.commit([forwarded("before")], recordedAt: time(0))
    try layRunway()
    for name in ["a", "b", "c"] { _ = try journal.commit([forwarded(name)], recordedAt: time(1)) }
    let crashed = try JournalFolder()
    for file in ["journal.sqlite", "journal.sqlite-wal"] {
      try FileManager.default.copyItem(atPath: folder.path + "/" + file, toPath: crashed.path + "/" + file)
    }
    let reopened = try crashed.open()
    #expect(try reopened.names() == ["before", "a", "b", "c"])
    #expect(try reopened.allPending().map(\.sequence) == [1, 2, 3, 4])
    _ = try reopened.commit([forwarded("after")], recordedAt: time(2))
    #expect(try reopened.names().last == "after")
  }

  @Test func purgedPlate_isInNoFile_onceTheLogIsScrubbed() throws {
    try layRunway()
    var entry = local("PLATE-ON-NO-LIST")
    entry.isUnlisted = true
    _ = try journal.commit([entry], recordedAt: time(0))
    let retention = Span.seconds(86_400)
    let report = try journal.purge(
      now: time(86_401), unlistedRetention: retention, retention: retention, rowsMax: 10)
    #expect(report.events == 1)
    #expect(try folder.contains("PLATE-ON-NO-LIST"), "or this test proves nothing")
    try journal.scrubLog()
    #expect(try !folder.contains("PLATE-ON-NO-LIST"))
    #expect(try logBytes() == LogRunway.bytes)
    _ = try journal.commit([local("after")], recordedAt: time(86_402))
    #expect(try journal.names() == ["after"])
  }

  @Test func scrub_givesWayToAReader_andHoldsNothingUp() throws {
    _ = try journal.commit([local("a")], recordedAt: time(0))
    let start = ContinuousClock.now
    try journal.pool.read { database in
      _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM event")
      _ = try journal.commit([local("b")], recordedAt: time(1))
      #expect(throws: JournalError.self) { try journal.scrubLog() }
    }
    #expect(ContinuousClock.now - start < .seconds(2))
    #expect(try journal.names() == ["a", "b"])
    try journal.scrubLog()
  }
}
