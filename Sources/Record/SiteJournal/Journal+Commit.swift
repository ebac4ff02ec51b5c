public import AccessModel
internal import GRDB
internal import Synchronization

extension Journal {
  /// Records a batch: its events, its envelopes and the read models, all of them or none, durably.
  ///
  /// Synchronous, for the one thread of the gate loop; a whole batch costs one wait for the disk. After an
  /// error the journal is as before the call and may be called again: no number is lost or used twice.
  public func commit(
    _ entries: [JournalEntry], snapshots: [String: [UInt8]] = [:], recordedAt: CivilTime
  ) throws(JournalError) -> [RecordedEvent] {
    guard !entries.isEmpty || !snapshots.isEmpty else { return [] }
    // Without it a commit would succeed into a file that nobody can open again (P7).
    guard checkpointer.hasStopped || files.allSatisfy(\.isInPlace) else { throw .vanished(file: file) }
    return try ledger.withLock { (ledger) throws(JournalError) in
      var next = ledger
      let drafts = try drafts(of: entries, recordedAt: recordedAt, ledger: &next)
      try write("commit events") { database in
        try insert(drafts, recordedAt: recordedAt, database)
        try save(next, touchedBy: entries, database)
        let set = try SQLStatement(
          database,
          "INSERT INTO snapshot VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        for (key, value) in snapshots { try set.run(.text(key), .bytes(value)) }
      }
      ledger = next
      eventsRecorded.store(next.lastEvent, ordering: .relaxed)
      checkpointer.holdBack()
      return drafts.map(\.recorded)
    }
  }

  /// An entry with the numbers that it will bear.
  private struct Draft {
    var entry: JournalEntry
    var recorded: RecordedEvent
    var stream: Int64
    var envelope: [UInt8]?
  }

  private func drafts(
    of entries: [JournalEntry], recordedAt: CivilTime, ledger: inout Ledger
  ) throws(JournalError) -> [Draft] {
    var drafts: [Draft] = []
    drafts.reserveCapacity(entries.count)
    for entry in entries {
      let largest = max(entry.data.count, entry.forwarded?.count ?? 0, entry.redacted?.count ?? 0)
      guard largest <= JournalEntry.dataBytesMax else {
        throw .overLimit(operation: "commit events", cause: "\(entry.type) holds \(largest) bytes")
      }
      let (event, stream) = try ledger.advance(entry.stream, isForwarded: entry.forwarded != nil)
      let id = eventID(event)
      let envelope = entry.forwarded.map {
        self.envelope(
          EnvelopeFacts(
            id: id, stream: entry.stream, sequence: stream.lastSequence, type: entry.type,
            subject: entry.subject, time: entry.time, recordedAt: recordedAt, data: $0))
      }
      let recorded = RecordedEvent(
        id: event, eventID: id, stream: entry.stream, sequence: envelope == nil ? nil : stream.lastSequence)
      drafts.append(Draft(entry: entry, recorded: recorded, stream: stream.number, envelope: envelope))
    }
    return drafts
  }

  private func insert(_ drafts: [Draft], recordedAt: CivilTime, _ database: Database) throws {
    let event = try SQLStatement(database, "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let outbox = try SQLStatement(database, "INSERT INTO outbox VALUES (?, ?, ?)")
    let recorded = SQLValue.integer(recordedAt.milliseconds)
    for draft in drafts {
      let entry = draft.entry
      let expires = entry.isUnlisted && entry.forwardedExpires && draft.envelope != nil
      try event.run(
        .integer(draft.recorded.id), .integer(draft.stream), .integer(orNull: draft.recorded.sequence),
        recorded,
        .integer(entry.isUnlisted ? 1 : 0), .integer(entry.time.milliseconds), .text(entry.type),
        .text(orNull: entry.subject),
        .text(orNull: entry.evidence.isEmpty ? nil : entry.evidence.joined(separator: "\n")),
        .bytes(orNull: expires ? entry.redacted ?? Array("{}".utf8) : nil), .bytes(entry.data),
        .text(orNull: entry.topic))
      guard let envelope = draft.envelope, let sequence = draft.recorded.sequence else { continue }
      let key = JournalSchema.outboxKey(stream: draft.stream, sequence: sequence)
      try outbox.run(.integer(key), recorded, .bytes(envelope))
    }
  }

  private func save(_ ledger: Ledger, touchedBy entries: [JournalEntry], _ database: Database) throws {
    let statement = try SQLStatement(
      database,
      """
      INSERT INTO stream (number, name, lastSequence, lastEvent) VALUES (?, ?, ?, ?)
      ON CONFLICT (number) DO UPDATE SET lastSequence = excluded.lastSequence, lastEvent = excluded.lastEvent
      """)
    for name in Set(entries.map(\.stream)) {
      guard let stream = ledger.streams[name] else { continue }
      try statement.run(
        .integer(stream.number), .text(name), .integer(stream.lastSequence), .integer(stream.lastEvent))
    }
  }
}
