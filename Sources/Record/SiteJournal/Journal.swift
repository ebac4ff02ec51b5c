internal import Foundation
internal import GRDB
internal import Synchronization

/// The site's record: events and the envelopes owed to upstream, committed together and on disk when
/// `commit` returns.
///
/// One thread, the gate loop, commits. Everything else may be called from any thread; reads never wait
/// for the writer.
public final class Journal: Sendable {
  /// Unique to this journal, made with it: 16 hexadecimal digits.
  public let id: String
  let folder: String
  let file: String
  let envelope: @Sendable (EnvelopeFacts) -> [UInt8]
  let pool: DatabasePool
  /// What the next commit counts on from. Changed only after SQLite has committed.
  let ledger: Mutex<Ledger>
  /// Events recorded since the journal was made; read without waiting for a commit.
  let eventsRecorded: Atomic<Int64>
  /// Evidence files that were deleted and are still named as due.
  let evidenceGone = Mutex<[String]>([])
  let checkpointer: Checkpointer
  private let lock: FolderLock
  /// The files as they were opened.
  let files: [FileIdentity]

  /// Opens the journal in an existing folder, creates its file there when there is none, and keeps every
  /// other journal out of the folder until it is released.
  public init(folder: String, envelope: @escaping @Sendable (EnvelopeFacts) -> [UInt8]) throws(JournalError) {
    self.folder = folder
    self.envelope = envelope
    file = folder + "/journal.sqlite"
    lock = try FolderLock(folder: folder)
    try Self.createFile(file, folder: folder)
    do {
      var configuration = Configuration()
      configuration.label = "gatehouse.journal"
      configuration.maximumReaderCount = 3
      configuration.busyMode = .timeout(Double(Checkpointer.busyMilliseconds) / 1000)
      configuration.foreignKeysEnabled = false
      // What is purged is overwritten (P10); a Debian default, stated so that it holds elsewhere.
      configuration.prepareDatabase {
        try $0.execute(sql: "PRAGMA secure_delete = ON")
      }
      pool = try DatabasePool(path: file, configuration: configuration)
      try Self.makeDurable(pool)
      let migrator = JournalSchema.migrator
      if try pool.read(migrator.hasBeenSuperseded) { throw JournalError.fromNewerVersion(file: file) }
      try migrator.migrate(pool)
      let (id, ledger) = try pool.read {
        try (String.fetchOne($0, sql: "SELECT id FROM journal"), Ledger($0))
      }
      guard let id else { throw JournalError.damaged(file: file, cause: "it has no id") }
      self.id = id
      self.ledger = Mutex(ledger)
      eventsRecorded = Atomic(ledger.lastEvent)
      checkpointer = try Checkpointer(writer: pool)
      files = [file, file + "-wal"].compactMap(FileIdentity.init)
    } catch {
      throw JournalError(error, operation: "open the journal", file: file)
    }
  }

  /// Moves the write-ahead log into the database; the journal does so by itself as the log grows.
  public func checkpoint() throws(JournalError) {
    do { try checkpointer.checkpoint() } catch {
      throw JournalError(error, operation: "checkpoint", file: file)
    }
  }

  /// Writes room ahead in the write-ahead log, in the background: commits are faster from then on.
  public func layLogRunway() { checkpointer.layRunway() }

  /// Removes what purged rows have left in the write-ahead log (P10). Commits wait for it.
  public func scrubLog() throws(JournalError) {
    do { try checkpointer.scrub() } catch {
      throw JournalError(error, operation: "scrub the log", file: file)
    }
  }

  /// Writes everything back and lets go of the files; later calls throw `closed`.
  public func close() throws(JournalError) {
    do {
      checkpointer.stop()
      try pool.close()
      try checkpointer.close()
      lock.release()
    } catch { throw JournalError(error, operation: "close the journal", file: file) }
  }

  /// SQLite would make the file readable to everybody; its log takes the mode of the file.
  private static func createFile(_ file: String, folder: String) throws(JournalError) {
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .folderUnusable(folder: folder, cause: "\(file): \(String(cString: strerror(errno)))")
    }
    Foundation.close(descriptor)
  }

  /// GRDB's pool chooses NORMAL as it opens, under which a power cut takes back acknowledged commits (P7).
  private static func makeDurable(_ pool: DatabasePool) throws {
    try pool.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
      let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
      guard level == 2, mode == "wal" else {
        throw DatabaseError(message: "synchronous=\(level ?? -1) journal_mode=\(mode ?? "?"), not 2 and wal")
      }
    }
  }
}

extension Journal {
  func write<Answer>(
    _ operation: String, _ body: (Database) throws -> Answer
  ) throws(JournalError) -> Answer {
    do {
      return try pool.writeWithoutTransaction { database in
        // As GRDB's own, which parses each of them anew.
        try SQLStatement(database, "BEGIN IMMEDIATE").run()
        do {
          let answer = try body(database)
          try SQLStatement(database, "COMMIT").run()
          return answer
        } catch {
          // A full disk has ended it by itself.
          if database.isInsideTransaction { try database.rollback() }
          throw error
        }
      }
    } catch { throw JournalError(error, operation: operation, file: file) }
  }

  func read<Answer>(
    _ operation: String, _ body: (Database) throws -> Answer
  ) throws(JournalError) -> Answer {
    do { return try pool.read(body) } catch { throw JournalError(error, operation: operation, file: file) }
  }

  /// Each statement sees what is committed when it begins.
  func readEach<Answer>(
    _ operation: String, _ body: (Database) throws -> Answer
  ) throws(JournalError) -> Answer {
    do { return try pool.unsafeRead(body) } catch {
      throw JournalError(error, operation: operation, file: file)
    }
  }

  func eventID(_ row: Int64) -> String { "\(id)-\(row)" }

  /// The number of a stream; nil when nothing was ever recorded in it.
  func number(of stream: String, _ database: Database) throws -> Int64? {
    try SQLStatement(database, "SELECT number FROM stream WHERE name = ?").first(.text(stream)) {
      $0.integer(0)
    }
  }
}
