public import PlateMatching

/// Why an index file was not written or not opened; the index in use stays.
public enum PlateIndexError: Error, Hashable, Sendable, CustomStringConvertible {
  case unwritable(file: String, operation: String, cause: String)
  case unreadable(file: String, operation: String, cause: String)
  case refused(file: String, PlateTableError)

  public var description: String {
    switch self {
    case .unwritable(let file, let operation, let cause):
      "cannot write index \(file): \(operation): \(cause). Check the room on the disk and that the daemon's"
        + " user may write to its folder"
    case .unreadable(let file, let operation, let cause):
      "cannot open index \(file): \(operation): \(cause). Build it again from its list"
    case .refused(let file, let error): "index \(file): \(error)"
    }
  }
}
