internal import GRDB

/// Why the journal could not do what it was asked; nothing of the refused call is in the file.
public enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
  case folderUnusable(folder: String, cause: String)
  /// Another process, or another journal of this one, holds the folder.
  case inUse(folder: String)
  case damaged(file: String, cause: String)
  case fromNewerVersion(file: String)
  /// The disk, or the quota of the daemon's user, is full.
  case full(operation: String, file: String, cause: String)
  case failed(operation: String, file: String, cause: String)
  /// The caller passed something over a limit of this module.
  case overLimit(operation: String, cause: String)
  case closed(operation: String)
  /// Somebody removed or replaced the file, or its log, while it was open.
  case vanished(file: String)

  public var description: String {
    switch self {
    case .folderUnusable(let folder, let cause):
      "cannot use journal folder \(folder): \(cause). Create it, owned and writable by the daemon's user"
    case .inUse(let folder):
      "journal folder \(folder) is held by another daemon. Stop that one, or give this site its own folder"
    case .damaged(let file, let cause):
      "journal \(file) is damaged: \(cause). Stop the daemon, check the disk (dmesg), move the folder aside"
        + " and start with an empty one; keep the damaged file, most of it can be recovered"
    case .fromNewerVersion(let file):
      "journal \(file) was written by a newer version. Install that version again, or move the folder aside"
    case .full(let operation, let file, let cause):
      "cannot \(operation) in \(file): \(cause). Free space on that disk (df -h, df -i); no restart is needed"
    case .failed(let operation, let file, let cause):
      "cannot \(operation) in \(file): \(cause). Check free space (df -h, df -i) and the disk (dmesg)"
    case .overLimit(let operation, let cause):
      "cannot \(operation): \(cause). This is a fault of the program; report it with this line"
    case .vanished(let file):
      "journal \(file), or its log, was removed or replaced while it was open. Put it back if you can, then"
        + " restart the daemon; without it the next start begins a new journal"
    case .closed(let operation):
      "cannot \(operation): the journal is closed. This is normal while the daemon stops"
    }
  }
}

extension JournalError {
  /// Sorts what SQLite or GRDB threw by what the operator can do about it.
  init(_ error: any Error, operation: String, file: String) {
    if let known = error as? JournalError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self = .failed(operation: operation, file: file, cause: "\(error)")
      return
    }
    let cause = "\(error.message ?? "no message") (SQLite \(error.extendedResultCode.rawValue))"
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(operation: operation, file: file, cause: cause)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(file: file, cause: cause)
    case .SQLITE_MISUSE: self = .closed(operation: operation)
    default: self = .failed(operation: operation, file: file, cause: cause)
    }
  }
}
