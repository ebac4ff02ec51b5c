internal import Dispatch
internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Moves the write-ahead log into the database on its own connection and thread, because a checkpoint
/// inside a commit stalls the gate loop for tens of milliseconds.
final class Checkpointer: Sendable {
  /// Log frames (pages of 4 KiB) between two checkpoints.
  static let framesBetween = 2048
  /// A log this long is finished while the writer waits, so that SQLite can start it again from its
  /// beginning.
  static let framesMax = 8192
  /// Beyond this a commit waits for the checkpoint, so the log is never longer by more than one commit.
  static let framesHard = 16384
  /// How long a commit waits for a lock, and how long `scrub` waits for readers while commits wait for it.
  static let busyMilliseconds = 5000
  private static let scrubMilliseconds = 100

  private let connection: DatabaseQueue
  private let writer: DatabasePool
  private let queue = DispatchQueue(label: "gatehouse.journal.checkpoint", qos: .utility)
  private let isStopped = Atomic<Bool>(false)
  private let isScheduled = Atomic<Bool>(false)
  private let frames = Atomic<Int>(0)
  /// Length of the log at the last checkpoint.
  private let framesSeen = Atomic<Int>(0)

  /// Takes the place of SQLite's own automatic checkpoints on `writer`; must live as long as that
  /// connection.
  init(writer: DatabasePool) throws {
    self.writer = writer
    connection = try DatabaseQueue(path: writer.path, configuration: writer.configuration)
    let context = Unmanaged.passUnretained(self).toOpaque()
    writer.writeWithoutTransaction { database in
      _ = sqlite3_wal_hook(
        database.sqliteConnection,
        { context, _, _, frames in
          guard let context else { return SQLITE_OK }
          Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue().committed(frames: Int(frames))
          return SQLITE_OK
        }, context)
    }
  }

  /// Called inside each commit with the length of the log: must do no work of its own.
  private func committed(frames: Int) {
    self.frames.store(frames, ordering: .relaxed)
    var seen = framesSeen.load(ordering: .relaxed)
    if frames < seen {
      // A shorter log has been started again.
      seen = 0
      framesSeen.store(0, ordering: .relaxed)
    }
    guard frames - seen >= Self.framesBetween,
      isScheduled.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
    else { return }
    queue.async {
      // A failure here is a failure of the next commit too, once the disk has no room for the log; that one
      // reaches the operator.
      try? self.run()
      self.isScheduled.store(false, ordering: .relaxed)
    }
  }

  /// Waits for the checkpoint that runs, if the log is too long to go on without it.
  func holdBack() {
    if frames.load(ordering: .relaxed) > Self.framesHard { queue.sync {} }
  }

  /// Waits until the log is moved as far as readers permit.
  func checkpoint() throws { try queue.sync { try run() } }

  /// Begins to write room ahead in the log, piece by piece, so that no commit waits long.
  func layRunway() {
    queue.async { self.extendLog() }
  }

  /// Cuts the log off, with all that purged rows have left in it, and lays it anew.
  func scrub() throws {
    try queue.sync {
      try run()
      try writer.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA busy_timeout = \(Self.scrubMilliseconds)")
        defer { try? database.execute(sql: "PRAGMA busy_timeout = \(Self.busyMilliseconds)") }
        _ = try database.checkpoint(.truncate)
      }
      framesSeen.store(0, ordering: .relaxed)
      extendLog()
    }
  }

  /// Whether the journal is being closed.
  var hasStopped: Bool { isStopped.load(ordering: .relaxed) }

  /// Lets no further checkpoint begin, and waits for the one that runs.
  func stop() { queue.sync { isStopped.store(true, ordering: .relaxed) } }

  /// The last connection to close moves the rest of the log and removes it; those of a pool that only read
  /// cannot, so this one closes after the pool.
  func close() throws { try connection.close() }

  private func extendLog() {
    let log = writer.path + "-wal"
    while !isStopped.load(ordering: .relaxed) {
      guard writer.writeWithoutTransaction({ _ in LogRunway.extend(log: log) }) else { return }
    }
  }

  private func run() throws {
    guard !isStopped.load(ordering: .relaxed) else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    func move() throws -> Int { try connection.writeWithoutTransaction { try $0.checkpoint().walFrameCount } }
    var frames = try move()
    if frames >= Self.framesMax {
      // Twice, because commits went on during the first: what is left for the writer to wait for is short.
      _ = try move()
      frames = try writer.writeWithoutTransaction { try $0.checkpoint().walFrameCount }
    }
    framesSeen.store(frames, ordering: .relaxed)
  }
}
