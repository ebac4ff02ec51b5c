public import AccessModel
internal import GRDB
internal import Synchronization

extension Journal {
  /// Lets go of what is past its time, in one transaction that touches at most `rowsMax` rows of each kind;
  /// one caller at a time.
  ///
  /// An unlisted event goes after `unlistedRetention` even when upstream does not have it yet; its
  /// envelope then keeps id and sequence and carries the redacted data (P10). Any other event goes after
  /// `retention`, its envelope stays until upstream has it. Age is counted by `recordedAt`; a row stamped
  /// further ahead of `now` than its retention (an unlisted one: than an hour) counts as old, unless `now`
  /// is not to be trusted itself.
  ///
  /// Delete the evidence files that the report names, and tell `evidenceIsGone`; others are named again.
  public func purge(
    now: CivilTime, isClockTrusted: Bool = true, unlistedRetention: Span, retention: Span, rowsMax: Int
  ) throws(JournalError) -> PurgeReport {
    let gone = evidenceGone.withLock { $0 }
    let report = try write("purge") { database in
      var report = PurgeReport()
      let rows = Int64(max(rowsMax, 1))
      try forget(evidence: gone, database)
      try purgeUnlisted(
        isDue: Self.rule(
          now, min(unlistedRetention, retention), aheadMax: isClockTrusted ? Self.unlistedAheadMax : nil),
        rowsMax: rows, &report, database)
      try purgeOthers(
        isDue: Self.rule(now, retention, aheadMax: isClockTrusted ? retention : nil), rowsMax: rows, &report,
        database)
      try purgeQuarantine(
        before: now + Span(nanoseconds: 0 &- retention.nanoseconds), rowsMax: rows, database)
      report.evidence = try due(rowsMax: rows, database)
      return report
    }
    evidenceGone.withLock { $0.removeFirst(gone.count) }
    return report
  }

  /// These evidence files are deleted; the next purge forgets their names.
  public func evidenceIsGone(_ names: [String]) { evidenceGone.withLock { $0 += names } }

  /// An unlisted plate that is stamped further ahead than this was stamped by a wrong clock: waiting for its
  /// time to come would keep it, and all after it, for longer than anybody may.
  private static let unlistedAheadMax = Span.seconds(3600)

  private static func rule(_ now: CivilTime, _ retention: Span, aheadMax: Span?) -> (CivilTime) -> Bool {
    { recorded in now - recorded > retention || aheadMax.map { recorded - now > $0 } ?? false }
  }

  /// An event that goes, and what its envelope is made of anew.
  private struct Expired {
    var id: Int64
    var stream: Int64
    var facts: EnvelopeFacts?
    var evidence: String?
  }

  /// Reads on from where the last purge stopped, so that listed events are passed once and no index is
  /// needed.
  private func purgeUnlisted(
    isDue: (CivilTime) -> Bool, rowsMax: Int64, _ report: inout PurgeReport, _ database: Database
  ) throws {
    let passed = try passedRow(database)
    var (last, count) = (passed, Int64(0))
    var expired: [Expired] = []
    try SQLStatement(
      database,
      """
      SELECT event.id, recordedTime, unlisted, stream, sequence, time, type, subject, evidence, name, redacted
      FROM event JOIN stream ON stream.number = event.stream WHERE event.id > ? ORDER BY event.id LIMIT ?
      """
    ).forEach(.integer(passed), .integer(rowsMax)) {
      let recorded = CivilTime(milliseconds: $0.integer(1))
      guard isDue(recorded) else { return false }
      (last, count) = ($0.integer(0), count + 1)
      guard $0.integer(2) != 0 else { return true }
      expired.append(
        Expired(
          id: last, stream: $0.integer(3), facts: facts(of: $0, recordedAt: recorded),
          evidence: $0.optionalText(8)))
      return true
    }
    report.hasMore = report.hasMore || count == rowsMax
    guard count > 0 else { return }
    try SQLStatement(database, "UPDATE journal SET unlistedPurged = ?").run(.integer(last))
    let delete = try SQLStatement(database, "DELETE FROM event WHERE id = ?")
    for event in expired {
      try redact(event, &report, database)
      try remember(evidence: event.evidence, database)
      try delete.run(.integer(event.id))
    }
    report.events += expired.count
  }

  private func facts(of row: SQLStatement, recordedAt: CivilTime) -> EnvelopeFacts? {
    guard let sequence = row.optionalInteger(4), let redacted = row.optionalBytes(10) else { return nil }
    return EnvelopeFacts(
      id: eventID(row.integer(0)), stream: row.text(9), sequence: sequence, type: row.text(6),
      subject: row.optionalText(7), time: CivilTime(milliseconds: row.integer(5)), recordedAt: recordedAt,
      data: redacted)
  }

  private func redact(_ event: Expired, _ report: inout PurgeReport, _ database: Database) throws {
    guard let facts = event.facts else { return }
    let key = SQLValue.integer(JournalSchema.outboxKey(stream: event.stream, sequence: facts.sequence))
    let envelope = SQLValue.bytes(self.envelope(facts))
    try SQLStatement(database, "UPDATE outbox SET envelope = ? WHERE key = ?").run(envelope, key)
    report.redacted += database.changesCount
    try SQLStatement(database, "UPDATE quarantine SET envelope = ? WHERE key = ?").run(envelope, key)
  }

  /// Only behind the row that `purgeUnlisted` has reached: no unlisted event is left there.
  private func purgeOthers(
    isDue: (CivilTime) -> Bool, rowsMax: Int64, _ report: inout PurgeReport, _ database: Database
  ) throws {
    var (last, count) = (Int64(0), Int64(0))
    var evidence: [String] = []
    try SQLStatement(
      database, "SELECT id, recordedTime, evidence FROM event WHERE id <= ? ORDER BY id LIMIT ?"
    ).forEach(.integer(try passedRow(database)), .integer(rowsMax)) {
      guard isDue(CivilTime(milliseconds: $0.integer(1))) else { return false }
      (last, count) = ($0.integer(0), count + 1)
      if let names = $0.optionalText(2) { evidence.append(names) }
      return true
    }
    report.hasMore = report.hasMore || count == rowsMax
    guard count > 0 else { return }
    for names in evidence { try remember(evidence: names, database) }
    try SQLStatement(database, "DELETE FROM event WHERE id <= ?").run(.integer(last))
    report.events += Int(count)
  }

  /// Rows behind which an older one is still pending stay: `backlog` counts by them.
  private func purgeQuarantine(before moment: CivilTime, rowsMax: Int64, _ database: Database) throws {
    try SQLStatement(
      database,
      """
      DELETE FROM quarantine WHERE number IN (SELECT number FROM quarantine ORDER BY number LIMIT ?)
      AND recordedTime < ? AND NOT EXISTS (
        SELECT 1 FROM outbox
        WHERE outbox.key < quarantine.key
          AND outbox.key >= (quarantine.key >> \(JournalSchema.sequenceBits))
          << \(JournalSchema.sequenceBits))
      """
    ).run(.integer(rowsMax), .integer(moment.milliseconds))
  }

  private func passedRow(_ database: Database) throws -> Int64 {
    try SQLStatement(database, "SELECT unlistedPurged FROM journal").first { $0.integer(0) } ?? 0
  }
}

extension Journal {
  /// Names outlive their event until the file is known to be deleted, whatever crashes in between.
  private func remember(evidence names: String?, _ database: Database) throws {
    let insert = try SQLStatement(database, "INSERT OR IGNORE INTO evidenceDue VALUES (?)")
    for name in Self.names(names) { try insert.run(.text(name)) }
  }

  private func forget(evidence names: [String], _ database: Database) throws {
    let delete = try SQLStatement(database, "DELETE FROM evidenceDue WHERE name = ?")
    for name in names { try delete.run(.text(name)) }
  }

  private func due(rowsMax: Int64, _ database: Database) throws -> [String] {
    var names: [String] = []
    try SQLStatement(database, "SELECT name FROM evidenceDue ORDER BY name LIMIT ?").forEach(
      .integer(rowsMax)
    ) {
      names.append($0.text(0))
      return true
    }
    return names
  }
}
