import AccessModel
import Testing

@testable import SiteJournal

@Suite struct CommitTests {
  @Test func commit_keepsEveryFieldOfAnEvent() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let entry = JournalEntry(
      stream: "north", type: "gatehouse.plate.read", time: time(7), subject: "north-in", isUnlisted: true,
      data: bytes("{\"a\":1}"), forwarded: bytes("{\"b\":2}"), evidence: ["one.jpg", "two.jpg"])
    let recorded = try journal.commit([entry], recordedAt: time(9))
    let id = "\(journal.id)-1"
    #expect(recorded == [RecordedEvent(id: 1, eventID: id, stream: "north", sequence: 1)])
    let expected = StoredEvent(
      id: 1, eventID: id, stream: "north", sequence: 1, type: "gatehouse.plate.read", subject: "north-in",
      time: time(7), recordedAt: time(9), isUnlisted: true, data: bytes("{\"a\":1}"),
      evidence: ["one.jpg", "two.jpg"])
    #expect(try journal.events(after: 0, limit: 10) == [expected])
    let envelope =
      "\(id)|north|1|gatehouse.plate.read|north-in|\(time(7).milliseconds)|\(time(9).milliseconds)|{\"b\":2}"
    #expect(try journal.allPending().map { text($0.envelope) } == [envelope])
    #expect(journal.id.count == 16)
  }

  @Test func sequence_countsForwardedEventsOfEachStreamWithoutAGap() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let recorded = try journal.commit(
      [forwarded("a"), local("b"), forwarded("c", stream: "south"), forwarded("d")], recordedAt: time(0))
    #expect(recorded.map(\.sequence) == [1, nil, 1, 2])
    #expect(recorded.map(\.id) == [1, 2, 3, 4])
    let next = try journal.commit([forwarded("e", stream: "south"), forwarded("f")], recordedAt: time(1))
    #expect(next.map(\.sequence) == [2, 3])
  }

  @Test func numbers_goOnAfterRestart_evenWhenEverythingWasDeliveredAndPurged() throws {
    let folder = try JournalFolder()
    var journal = try folder.open()
    let id = journal.id
    _ = try journal.commit([forwarded("a"), forwarded("b"), local("c")], recordedAt: time(0))
    try journal.acknowledge(stream: "north", through: 2)
    _ = try journal.purge(
      now: time(100), unlistedRetention: .seconds(1), retention: .seconds(1), rowsMax: 100)
    #expect(try journal.names() == [])
    try journal.close()

    journal = try folder.open()
    #expect(journal.id == id)
    let recorded = try journal.commit([forwarded("d")], recordedAt: time(200))
    #expect(recorded == [RecordedEvent(id: 4, eventID: "\(id)-4", stream: "north", sequence: 3)])
  }

  @Test func everyStep_isThereAfterReopening() throws {
    let folder = try JournalFolder()
    func reopened(_ step: (Journal) throws -> Void) throws -> Journal {
      let journal = try folder.open()
      try step(journal)
      try journal.close()
      return try folder.open()
    }
    var journal = try reopened {
      _ = try $0.commit([forwarded("a"), forwarded("b")], snapshots: ["k": [1]], recordedAt: time(0))
    }
    #expect(try journal.names() == ["a", "b"])
    #expect(try journal.snapshot("k") == [1])
    #expect(try journal.allPending().map(\.sequence) == [1, 2])
    try journal.close()
    journal = try reopened { try $0.quarantine(stream: "north", sequence: 1, reason: "422") }
    #expect(try journal.backlog().map(\.quarantined) == [1])
    try journal.close()
    journal = try reopened { try $0.acknowledge(stream: "north", through: 2) }
    #expect(try journal.allPending() == [])
    #expect(try journal.backlog().map(\.lastSequence) == [2])
  }

  @Test func snapshot_isReplacedByTheCommitThatNamesIt_andMayComeAlone() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    #expect(try journal.snapshot("alarms") == nil)
    #expect(try journal.commit([], snapshots: ["alarms": bytes("[1]")], recordedAt: time(0)) == [])
    _ = try journal.commit([local("a")], snapshots: ["alarms": [], "modes": [7]], recordedAt: time(1))
    #expect(try journal.snapshot("alarms") == [])
    #expect(try journal.snapshot("modes") == [7])
  }

  @Test func entryOverTheLimit_refusesTheWholeBatch_andCostsNoNumber() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    var large = forwarded("large")
    large.data = [UInt8](repeating: 32, count: JournalEntry.dataBytesMax + 1)
    #expect(throws: JournalError.self) { try journal.commit([forwarded("a"), large], recordedAt: time(0)) }
    #expect(try journal.names() == [])
    #expect(try journal.commit([forwarded("b")], recordedAt: time(0)).map(\.sequence) == [1])
  }

  @Test func emptyAndUnusualTexts_areKeptAsTheyAre() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let entry = JournalEntry(stream: "", type: "", time: time(0), subject: "", data: [], forwarded: [])
    _ = try journal.commit([entry, forwarded("京A\u{0}'\"")], recordedAt: time(0))
    let events = try journal.events(after: 0, limit: 2)
    #expect(events.map(\.data) == [[], bytes("京A\u{0}'\"")])
    #expect(events.first?.subject == "")
    #expect(try journal.allPending("").count == 1)
  }

  @Test func events_arePagedForwards_andTheNewestComeInOrder() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    _ = try journal.commit((1...5).map { local("\($0)") }, recordedAt: time(0))
    #expect(try journal.events(after: 2, limit: 2).map(\.id) == [3, 4])
    #expect(try journal.latestEvents(limit: 2).map(\.id) == [4, 5])
    #expect(try journal.events(after: 5, limit: 2) == [])
    #expect(try journal.events(after: 0, limit: -1) == [])
  }
}
