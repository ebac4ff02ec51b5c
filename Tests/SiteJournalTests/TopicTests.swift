import AccessModel
import GRDB
import Testing

@testable import SiteJournal

/// What belongs together is found by keys, never by passing over the journal.
@Suite struct TopicTests {
  private func entry(_ name: String, topic: String?, forwards: Bool = false) -> JournalEntry {
    JournalEntry(
      stream: "access", type: "gatehouse.access.decided", time: time(0), topic: topic, data: bytes(name),
      forwarded: forwards ? bytes(name) : nil)
  }

  @Test func topic_findsItsEvents_oldestOrNewest() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let entries = (0..<9).map { entry("\($0)", topic: $0 % 3 == 0 ? nil : "1-\($0 % 3)") }
    _ = try journal.commit(entries, recordedAt: time(0))
    #expect(try journal.events(topic: "1-1", limit: 10).map { text($0.data) } == ["1", "4", "7"])
    #expect(try journal.events(topic: "1-1", limit: 2).map { text($0.data) } == ["1", "4"])
    #expect(try journal.events(topic: "1-1", after: 2, limit: 2).map { text($0.data) } == ["4", "7"])
    #expect(try journal.events(topic: "1-1", through: .max, limit: 2).map { text($0.data) } == ["4", "7"])
    #expect(try journal.events(topic: "1-1", through: 7, limit: 2).map { text($0.data) } == ["1", "4"])
    #expect(try journal.events(topic: "1-3", limit: 10).isEmpty)
    #expect(try journal.event(2)?.topic == "1-1")
    #expect(try journal.event(1)?.topic == nil)
    #expect(try journal.event(10) == nil)
  }

  @Test func sequence_findsItsEvent_whateverStaysOnTheSite() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let entries = (0..<6).map { entry("\($0)", topic: nil, forwards: $0 % 2 == 1) }
    _ = try journal.commit(entries, recordedAt: time(0))
    #expect(try journal.event(stream: "access", sequence: 2).map { text($0.data) } == "3")
    #expect(try journal.event(stream: "access", sequence: 4) == nil)
    #expect(try journal.event(stream: "alarms", sequence: 1) == nil)
  }

  @Test(arguments: [
    (Journal.topicAfter, "eventByTopic (topic=? AND rowid>?)"),
    (Journal.topicThrough, "eventByTopic (topic=? AND rowid<?)"),
    (Journal.bySequence, "eventBySequence (stream=? AND sequence=?)"),
  ])
  func noQuery_passesOverTheJournal(_ clause: String, _ index: String) throws {
    let journal = try JournalFolder().open()
    let plan = try journal.pool.read { database in
      try Row.fetchAll(
        database, sql: "EXPLAIN QUERY PLAN " + Journal.query(clause),
        arguments: StatementArguments(
          repeatElement("x", count: clause.filter { $0 == "?" }.count + 1).map {
            $0 as any DatabaseValueConvertible
          })
      ).map { $0["detail"] as String }
    }
    #expect(plan.contains { $0.contains("event USING INDEX \(index)") }, "\(plan)")
    #expect(!plan.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
  }

  /// A journal of the first release, whose events have no topic.
  @Test func olderJournal_isReadOn_andGoesOn() throws {
    let folder = try JournalFolder()
    let queue = try DatabasePool(path: folder.file)
    try JournalSchema.migrator.migrate(queue, upTo: "1")
    try queue.write {
      try $0.execute(sql: "INSERT INTO stream VALUES (1, 'access', 1, 1)")
      try $0.execute(
        sql: "INSERT INTO event VALUES (1, 1, 1, 0, 0, 0, 'gatehouse.plate.read', NULL, NULL, NULL, x'31')")
    }
    try queue.close()
    let journal = try folder.open()
    _ = try journal.commit([entry("2", topic: "1-1", forwards: true)], recordedAt: time(0))
    #expect(try journal.names() == ["1", "2"])
    #expect(try journal.event(stream: "access", sequence: 1)?.topic == nil)
    #expect(try journal.events(topic: "1-1", limit: 1).map(\.id) == [2])
  }
}
