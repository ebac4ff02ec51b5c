import AccessModel
import GRDB
import Testing

@testable import SiteJournal

/// A failing disk is one for the whole process: these run one at a time.
@Suite(.serialized) struct FaultTests {
  init() { #expect(FaultyDisk.install) }

  /// Fails the first, second, ... write or sync of `step` until it runs through; after each failure
  /// `check` must find the journal as it was, and `step` must then succeed.
  private func failEachWrite(
    code: ResultCode, prepare: (Journal) throws -> Void = { _ in }, step: (Journal) throws -> Void,
    untouched: (Journal) throws -> Bool, done: (Journal) throws -> Bool
  ) throws {
    for count in 0..<10_000 {
      let folder = try JournalFolder()
      FaultyDisk.watch(folder: folder.path)
      let journal = try folder.open()
      try prepare(journal)
      FaultyDisk.arm(after: count, code: code.rawValue)
      do {
        try step(journal)
        guard FaultyDisk.disarm() else {
          #expect(count > 2, "the step wrote hardly anything")
          return
        }
        Issue.record("write \(count) failed and nobody was told")
      } catch {
        #expect(FaultyDisk.disarm())
        switch error as? JournalError {
        case .full: #expect(code == .SQLITE_FULL)
        case .failed: #expect(code != .SQLITE_FULL)
        default: Issue.record("write \(count): \(error)")
        }
      }
      #expect(try untouched(journal), "after failure of write \(count)")
      try step(journal)
      #expect(try done(journal), "after failure of write \(count)")
      try journal.close()
      let reopened = try folder.open()
      #expect(try done(reopened), "after failure of write \(count) and a restart")
    }
    Issue.record("the step never ran through")
  }

  private static let batch = [forwarded("b"), local("c"), forwarded("d", stream: "south")]

  @Test(arguments: [ResultCode.SQLITE_FULL, .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC])
  func failedCommit_leavesNothing_andTheNextOneHasNoGapAndNoDuplicate(code: ResultCode) throws {
    try failEachWrite(
      code: code,
      prepare: { _ = try $0.commit([forwarded("a")], snapshots: ["k": [1]], recordedAt: time(0)) },
      step: { journal in
        let recorded = try journal.commit(Self.batch, snapshots: ["k": [2]], recordedAt: time(1))
        #expect(recorded.map(\.id) == [2, 3, 4])
        #expect(recorded.map(\.sequence) == [2, nil, 1])
      },
      untouched: { try $0.names() == ["a"] && $0.snapshot("k") == [1] && $0.allPending().count == 1 },
      done: {
        try $0.names() == ["a", "b", "c", "d"] && $0.snapshot("k") == [2]
          && $0.allPending().map(\.sequence) == [1, 2] && $0.allPending("south").map(\.sequence) == [1]
      })
  }

  @Test func failedAcknowledgementOrQuarantine_retiresNothing() throws {
    let prepare = { (journal: Journal) in
      _ = try journal.commit((0..<50).map { forwarded("\($0)") }, recordedAt: time(0))
    }
    try failEachWrite(
      code: .SQLITE_IOERR_WRITE, prepare: prepare,
      step: { try $0.acknowledge(stream: "north", through: 49) },
      untouched: { try $0.allPending().count == 50 },
      done: { try $0.allPending().map(\.sequence) == [50] })
    try failEachWrite(
      code: .SQLITE_FULL, prepare: prepare,
      step: { try $0.quarantine(stream: "north", sequence: 1, reason: "422") },
      untouched: { try $0.backlog().map(\.pending) == [50] },
      done: { try $0.backlog().map { [$0.pending, $0.quarantined] } == [[49, 1]] })
  }

  @Test func failedPurge_keepsEverything_andNamesTheEvidenceLater() throws {
    let entry = JournalEntry(
      stream: "north", type: "read", time: time(0), isUnlisted: true, data: bytes("plate"),
      forwarded: bytes("plate"), forwardedExpires: true, evidence: ["a.jpg"])
    var named: [String] = []
    try failEachWrite(
      code: .SQLITE_FULL,
      prepare: { _ = try $0.commit([entry], recordedAt: time(0)) },
      step: {
        named = try $0.purge(
          now: time(90), unlistedRetention: .seconds(60), retention: .seconds(600), rowsMax: 10
        ).evidence
      },
      untouched: { try $0.names() == ["plate"] },
      done: { try $0.names().isEmpty && named == ["a.jpg"] && $0.allPending().count == 1 })
  }

  @Test func failedCheckpoint_losesNothing() throws {
    try failEachWrite(
      code: .SQLITE_IOERR_WRITE,
      prepare: { _ = try $0.commit([forwarded("a")], recordedAt: time(0)) },
      step: { try $0.checkpoint() },
      untouched: { try $0.names() == ["a"] },
      done: { try $0.names() == ["a"] && $0.commit([], recordedAt: time(0)).isEmpty })
  }

  @Test func databaseThatMayNotGrow_saysFull_andGoesOnWhenItMay() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    func limit(_ pages: Int) throws {
      try journal.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
    }
    try limit(1)  // SQLite takes this for "no larger than now".
    var large = forwarded("large")
    large.data = [UInt8](repeating: 32, count: 100_000)
    for _ in 0..<3 {
      let error = #expect(throws: JournalError.self) { try journal.commit([large], recordedAt: time(0)) }
      guard case .full = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    try limit(1_000_000)
    #expect(try journal.commit([large], recordedAt: time(0)).map(\.sequence) == [1])
  }

  @Test func journal_isDurable_byItsOwnPragmas() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let pragmas = try journal.pool.writeWithoutTransaction { database in
      try ["synchronous", "journal_mode", "secure_delete"].map {
        try String.fetchOne(database, sql: "PRAGMA \($0)")
      }
    }
    #expect(pragmas == ["2", "wal", "1"])
  }
}
