internal import AccessModel
internal import GRDB

extension Journal {
  /// Rows that one transaction of `acknowledge` deletes, so that commits are not held up by a long one.
  static let rowsPerAcknowledgement: Int64 = 5_000

  /// Envelopes of a stream after a sequence, in order: at most `rowsMax`, and at most `bytesMax` unless the
  /// first alone is larger.
  public func pending(
    stream: String, after sequence: Int64, rowsMax: Int, bytesMax: Int
  ) throws(JournalError) -> [OutboxRow] {
    // No snapshot of the whole: what a stream is numbered never changes, and each commit calls for a read.
    try readEach("read the outbox") { database in
      guard let number = try number(of: stream, database) else { return [] }
      let statement = try SQLStatement(
        database,
        "SELECT key, recordedTime, envelope FROM outbox WHERE key > ? AND key <= ? ORDER BY key LIMIT ?")
      let range = Self.keys(number, after: sequence)
      var rows: [OutboxRow] = []
      var bytes = 0
      try statement.forEach(.integer(range.after), .integer(range.through), .integer(Int64(max(rowsMax, 0))))
      {
        bytes += $0.byteCount(2)
        guard rows.isEmpty || bytes <= bytesMax else { return false }
        rows.append(
          OutboxRow(
            sequence: JournalSchema.sequence(ofKey: $0.integer(0)),
            recordedAt: CivilTime(milliseconds: $0.integer(1)), envelope: $0.bytes(2)))
        return true
      }
      return rows
    }
  }

  /// Retires every row of a stream up to and with a sequence: upstream has them.
  public func acknowledge(stream: String, through sequence: Int64) throws(JournalError) {
    var isFinished = false
    while !isFinished {
      isFinished = try write("retire outbox rows") { database in
        guard let number = try number(of: stream, database) else { return true }
        let range = Self.keys(number, after: 0, through: sequence)
        let first = try SQLStatement(
          database, "SELECT key FROM outbox WHERE key > ? AND key <= ? ORDER BY key LIMIT 1"
        ).first(.integer(range.after), .integer(range.through)) { $0.integer(0) }
        guard let first else { return true }
        let until = min(first + Self.rowsPerAcknowledgement - 1, range.through)
        try SQLStatement(database, "DELETE FROM outbox WHERE key BETWEEN ? AND ?")
          .run(.integer(first), .integer(until))
        return until == range.through
      }
    }
  }

  /// Takes one row that upstream will never accept out of its stream and keeps it aside with the reason;
  /// a row that is no longer pending is left alone.
  public func quarantine(stream: String, sequence: Int64, reason: String) throws(JournalError) {
    try write("quarantine an outbox row") { database in
      guard let number = try number(of: stream, database) else { return }
      let key = SQLValue.integer(JournalSchema.outboxKey(stream: number, sequence: sequence))
      try SQLStatement(
        database,
        """
        INSERT INTO quarantine (key, recordedTime, reason, envelope)
        SELECT key, recordedTime, ?, envelope FROM outbox WHERE key = ?
        """
      ).run(.text(String(reason.prefix(1000))), key)
      try SQLStatement(database, "DELETE FROM outbox WHERE key = ?").run(key)
    }
  }

  /// What each stream still owes, in order of name; the cost does not grow with the number of pending rows.
  public func backlog() throws(JournalError) -> [StreamBacklog] {
    try read("read the backlog") { database in
      var streams: [(number: Int64, backlog: StreamBacklog)] = []
      try SQLStatement(database, "SELECT number, name, lastSequence FROM stream ORDER BY name").forEach {
        streams.append(
          (
            $0.integer(0),
            StreamBacklog(stream: $0.text(1), pending: 0, quarantined: 0, lastSequence: $0.integer(2))
          ))
        return true
      }
      return try streams.map { try Self.completed($0.backlog, number: $0.number, database) }
    }
  }

  /// Rows leave a stream at its head or into quarantine, so what lies between first and last is pending.
  private static func completed(
    _ backlog: StreamBacklog, number: Int64, _ database: Database
  ) throws -> StreamBacklog {
    var backlog = backlog
    let counted = try SQLStatement(database, "SELECT count(*) FROM quarantine WHERE key > ? AND key <= ?")
    let all = keys(number, after: 0)
    backlog.quarantined =
      try counted.first(.integer(all.after), .integer(all.through)) { Int($0.integer(0)) } ?? 0
    let first = try SQLStatement(
      database, "SELECT key, recordedTime FROM outbox WHERE key > ? AND key <= ? ORDER BY key LIMIT 1"
    ).first(.integer(all.after), .integer(all.through)) {
      (
        sequence: JournalSchema.sequence(ofKey: $0.integer(0)),
        recorded: CivilTime(milliseconds: $0.integer(1))
      )
    }
    guard let first else { return backlog }
    let rest = keys(number, after: first.sequence)
    let removed = try counted.first(.integer(rest.after), .integer(rest.through)) { Int($0.integer(0)) } ?? 0
    backlog.pending = Int(backlog.lastSequence - first.sequence) + 1 - removed
    backlog.firstSequence = first.sequence
    backlog.oldestRecordedAt = first.recorded
    return backlog
  }

  private static func keys(
    _ number: Int64, after sequence: Int64, through last: Int64 = JournalSchema.sequenceMax
  ) -> (after: Int64, through: Int64) {
    (
      JournalSchema.outboxKey(stream: number, sequence: sequence),
      JournalSchema.outboxKey(stream: number, sequence: last)
    )
  }
}
