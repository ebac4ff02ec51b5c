internal import Foundation

/// Room written ahead in the write-ahead log. A commit into a file that grows waits for the file system's
/// own note of the new length as well, about twice as long as one that is written over.
enum LogRunway {
  /// A little more than the log holds between two checkpoints.
  static let bytes = 10 << 20
  /// Written while a commit would have to wait, so it is short.
  private static let pieceBytes = 1 << 20

  /// Writes one piece of zeros behind the end of the log, onto the disk; false when none is wanted, or the
  /// disk has no room for it. Nobody else may write the log meanwhile.
  ///
  /// SQLite takes zeros for no frame: they do not carry the log's salt (sqlite.org/fileformat2, §4.1).
  static func extend(log path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let end = Int(lseek(descriptor, 0, SEEK_END))
    guard end >= 0, end < bytes else { return false }
    let piece = [UInt8](repeating: 0, count: min(pieceBytes, bytes - end))
    guard pwrite(descriptor, piece, piece.count, off_t(end)) == piece.count, fdatasync(descriptor) == 0 else {
      ftruncate(descriptor, off_t(end))
      return false
    }
    return true
  }
}
