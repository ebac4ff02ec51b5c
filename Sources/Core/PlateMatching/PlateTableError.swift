/// Why the bytes of a table were refused; offsets count from the beginning of the file.
public enum PlateTableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes end before the table does.
  case truncated(at: Int, expected: Int)
  case notATable
  case otherVersion(found: UInt32)
  /// At least one of `bytes` bytes from `at` on is not what was written.
  case damaged(at: Int, bytes: Int, section: String)
  /// Whole, but not written by this program.
  case malformed(at: Int, section: String)

  public var description: String {
    switch self {
    case .truncated(let at, let expected):
      "the index ends at byte \(at), not at \(expected). Build it again from its list"
    case .notATable: "byte 0 does not begin a plate index. Check the path"
    case .otherVersion(let found):
      "the index has version \(found), this program reads \(PlateFileLayout.version). Build it again"
    case .damaged(let at, let bytes, let section):
      "the index is damaged within \(bytes) bytes from offset \(at) (\(section)). Build it again from its"
        + " list; if it happens again, check the disk"
    case .malformed(let at, let section):
      "the index contradicts itself at offset \(at) (\(section)). Build it again from its list"
    }
  }
}
