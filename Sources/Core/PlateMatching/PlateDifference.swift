/// The exact difference between a plate read and a plate listed; positions count characters from 0.
public enum PlateDifference: Hashable, Sendable, CustomStringConvertible {
  /// One character was read as another.
  case substituted(at: Int, read: Unicode.Scalar, listed: Unicode.Scalar)
  /// The listed plate has a character that was not read; `at` is its position in the listed plate.
  case missing(at: Int, listed: Unicode.Scalar)
  /// A character was read that the listed plate has not; `at` is its position in the read.
  ///
  /// Among equal neighbours `missing` and `extra` name the last.
  case extra(at: Int, read: Unicode.Scalar)

  public var description: String {
    switch self {
    case .substituted(let at, let read, let listed): "character \(at + 1): read \(read), listed \(listed)"
    case .missing(let at, let listed): "character \(at + 1): listed \(listed), not read"
    case .extra(let at, let read): "character \(at + 1): read \(read), not listed"
    }
  }

  /// Nil unless the two are exactly one edit apart.
  static func between<Listed: RandomAccessCollection<Unicode.Scalar>>(
    _ read: [Unicode.Scalar], _ listed: Listed
  ) -> PlateDifference? where Listed.Index == Int {
    let start = listed.startIndex
    var at = 0
    while at < read.count, at < listed.count, read[at] == listed[start + at] { at += 1 }
    switch listed.count - read.count {
    case 0:
      guard at < read.count, read[(at + 1)...].elementsEqual(listed[(start + at + 1)...]) else { return nil }
      return .substituted(at: at, read: read[at], listed: listed[start + at])
    case 1:
      guard read[at...].elementsEqual(listed[(start + at + 1)...]) else { return nil }
      return .missing(at: at, listed: listed[start + at])
    case -1:
      guard read[(at + 1)...].elementsEqual(listed[(start + at)...]) else { return nil }
      return .extra(at: at, read: read[at])
    default: return nil
    }
  }
}
