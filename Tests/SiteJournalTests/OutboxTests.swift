import AccessModel
import Testing

@testable import SiteJournal

@Suite struct OutboxTests {
  private let folder: JournalFolder
  private let journal: Journal

  init() throws {
    folder = try JournalFolder()
    journal = try folder.open()
  }

  private func record(_ count: Int, stream: String = "north", at moment: CivilTime = time(0)) throws {
    _ = try journal.commit((0..<count).map { forwarded("\($0)", stream: stream) }, recordedAt: moment)
  }

  @Test func pending_isInOrder_withinRowsAndBytes_andNeverStuckOnALargeRow() throws {
    try record(5)
    let all = try journal.allPending()
    #expect(all.map(\.sequence) == [1, 2, 3, 4, 5])
    #expect(
      try journal.pending(stream: "north", after: 2, rowsMax: 2, bytesMax: .max).map(\.sequence) == [3, 4])
    let two = all[0].envelope.count + all[1].envelope.count
    #expect(
      try journal.pending(stream: "north", after: 0, rowsMax: 9, bytesMax: two).map(\.sequence) == [1, 2])
    #expect(
      try journal.pending(stream: "north", after: 0, rowsMax: 9, bytesMax: two - 1).map(\.sequence) == [1])
    #expect(try journal.pending(stream: "north", after: 3, rowsMax: 9, bytesMax: 1).map(\.sequence) == [4])
    #expect(try journal.pending(stream: "nowhere", after: 0, rowsMax: 9, bytesMax: 9) == [])
    #expect(try journal.pending(stream: "north", after: -5, rowsMax: -5, bytesMax: -5) == [])
  }

  @Test func acknowledgement_retiresTheHeadOfItsOwnStreamOnly() throws {
    try record(3)
    try record(2, stream: "south")
    try journal.acknowledge(stream: "north", through: 2)
    #expect(try journal.allPending("north").map(\.sequence) == [3])
    #expect(try journal.allPending("south").map(\.sequence) == [1, 2])
    try journal.acknowledge(stream: "north", through: 2)
    try journal.acknowledge(stream: "nowhere", through: 2)
    try journal.acknowledge(stream: "north", through: .max)
    #expect(try journal.allPending("north") == [])
    #expect(try journal.allPending("south").count == 2)
  }

  @Test func acknowledgement_ofMoreRowsThanOneTransactionHolds_retiresThemAll() throws {
    try record(12_003)
    try journal.acknowledge(stream: "north", through: 12_001)
    #expect(try journal.allPending().map(\.sequence) == [12_002, 12_003])
  }

  @Test func backlog_tellsWhatEachStreamOwes() throws {
    #expect(try journal.backlog() == [])
    try record(4, at: time(1))
    try record(1, stream: "east", at: time(2))
    _ = try journal.commit([local("x", stream: "west")], recordedAt: time(2))
    try journal.acknowledge(stream: "north", through: 1)
    try journal.acknowledge(stream: "east", through: 1)
    let expected = [
      StreamBacklog(stream: "east", pending: 0, quarantined: 0, lastSequence: 1),
      StreamBacklog(
        stream: "north", pending: 3, quarantined: 0, lastSequence: 4, firstSequence: 2,
        oldestRecordedAt: time(1)),
      StreamBacklog(stream: "west", pending: 0, quarantined: 0, lastSequence: 0),
    ]
    #expect(try journal.backlog() == expected)
  }

  @Test func quarantine_takesOneRowOut_andTheStreamGoesOn() throws {
    try record(5)
    try journal.quarantine(stream: "north", sequence: 3, reason: "HTTP 422")
    try journal.quarantine(stream: "north", sequence: 3, reason: "again")
    try journal.quarantine(stream: "north", sequence: 99, reason: "never existed")
    try journal.quarantine(stream: "nowhere", sequence: 1, reason: "never existed")
    #expect(try journal.allPending().map(\.sequence) == [1, 2, 4, 5])
    var backlog = try #require(try journal.backlog().first)
    #expect(backlog.pending == 4)
    #expect(backlog.quarantined == 1)
    // Its age alone does not remove a poison row while older rows are pending: the count above rests on it.
    _ = try journal.purge(now: time(99), unlistedRetention: .seconds(9), retention: .seconds(9), rowsMax: 9)
    #expect(try journal.backlog().map(\.pending) == [4])
    try journal.acknowledge(stream: "north", through: 4)
    _ = try journal.purge(now: time(99), unlistedRetention: .seconds(9), retention: .seconds(9), rowsMax: 9)
    backlog = try #require(try journal.backlog().first)
    #expect(backlog.pending == 1)
    #expect(backlog.quarantined == 0)
    #expect(backlog.firstSequence == 5)
  }
}
