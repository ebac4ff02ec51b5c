internal import GRDB

/// The tables of the journal and how older files become current ones.
enum JournalSchema {
  /// One integer key orders the outbox by stream and then by sequence: an append for the writer, a range
  /// for the uplink, and no second index.
  static let sequenceBits: Int64 = 48
  static let streamsMax = 4096

  static func outboxKey(stream: Int64, sequence: Int64) -> Int64 {
    stream << sequenceBits | min(max(sequence, 0), sequenceMax)
  }

  static func sequence(ofKey key: Int64) -> Int64 { key & sequenceMax }

  static let sequenceMax: Int64 = 1 << sequenceBits - 1

  /// A migration that has been released is never edited: add the next one below it.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
    migrator.registerMigration("1") { database in
      // Blobs stand last: scans by age then never read their overflow pages.
      try database.execute(
        sql: """
          CREATE TABLE journal (id TEXT NOT NULL, unlistedPurged INTEGER NOT NULL);
          INSERT INTO journal VALUES (lower(hex(randomblob(8))), 0);
          CREATE TABLE stream (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
            lastSequence INTEGER NOT NULL, lastEvent INTEGER NOT NULL);
          CREATE TABLE event (
            id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, sequence INTEGER, recordedTime INTEGER NOT NULL,
            unlisted INTEGER NOT NULL, time INTEGER NOT NULL, type TEXT NOT NULL, subject TEXT,
            evidence TEXT, redacted BLOB, data BLOB NOT NULL);
          CREATE TABLE outbox (
            key INTEGER PRIMARY KEY, recordedTime INTEGER NOT NULL, envelope BLOB NOT NULL);
          CREATE TABLE quarantine (
            number INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, recordedTime INTEGER NOT NULL,
            reason TEXT NOT NULL, envelope BLOB NOT NULL);
          CREATE TABLE evidenceDue (name TEXT PRIMARY KEY) WITHOUT ROWID;
          CREATE TABLE snapshot (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("2") { database in
      // What belongs together is found without passing over the journal; most events have no topic.
      try database.execute(
        sql: """
          ALTER TABLE event ADD COLUMN topic TEXT;
          CREATE INDEX eventByTopic ON event (topic) WHERE topic IS NOT NULL;
          CREATE INDEX eventBySequence ON event (stream, sequence) WHERE sequence IS NOT NULL;
          """)
    }
    return migrator
  }
}
