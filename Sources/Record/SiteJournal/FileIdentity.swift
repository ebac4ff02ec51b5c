internal import Foundation

/// Which file a path led to when it was opened: SQLite goes on writing into one that was deleted, and
/// everything it is told is lost with it.
struct FileIdentity: Sendable {
  private let path: String
  private let device: UInt64
  private let inode: UInt64

  /// Nil when there is no such file.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.path = path
    (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }

  /// Whether the path still leads to this file.
  var isInPlace: Bool {
    var status = stat()
    return stat(path, &status) == 0 && UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
  }
}
