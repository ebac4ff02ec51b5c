/// An entry within one edit of a read: enough for an alarm, never for a grant (P3).
///
/// It holds a position of the list but no entry, and nothing turns it into one. Sixteen bytes: a read may
/// have a hundred of them, and what they say is spelled out only when somebody asks.
public struct ConfusableMatch: Hashable, Sendable {
  /// Lower is better: the score upside down, then the position in the list.
  let rank: UInt64
  /// Kind, place of the character, character read, character listed.
  private let edit: UInt64

  @inline(__always)
  init(position: Int, score: Int, difference: PlateDifference) {
    rank = UInt64(truncatingIfNeeded: 1000 &- score) &<< 32 | UInt64(truncatingIfNeeded: position)
    edit =
      switch difference {
      case .substituted(let at, let read, let listed):
        UInt64(truncatingIfNeeded: at) &<< 48 | UInt64(read.value) &<< 24 | UInt64(listed.value)
      case .missing(let at, let listed):
        1 &<< 56 | UInt64(truncatingIfNeeded: at) &<< 48 | UInt64(listed.value)
      case .extra(let at, let read):
        2 &<< 56 | UInt64(truncatingIfNeeded: at) &<< 48 | UInt64(read.value) &<< 24
      }
  }

  /// Position in the list.
  public var position: Int { Int(rank & 0xFFFF_FFFF) }

  /// 1...1000; how much the difference looks like a mistake of reading.
  public var score: Int { 1000 - Int(rank >> 32) }

  /// What the read and the entry differ in.
  public var difference: PlateDifference {
    let at = Int(edit >> 48 & 0xFF)
    let read = Self.scalar(edit >> 24)
    let listed = Self.scalar(edit)
    switch edit >> 56 {
    case 0: return .substituted(at: at, read: read, listed: listed)
    case 1: return .missing(at: at, listed: listed)
    default: return .extra(at: at, read: read)
    }
  }

  private static func scalar(_ bits: UInt64) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(truncatingIfNeeded: bits & 0xFF_FFFF)) ?? "?"
  }
}

/// The best confusable matches of one read, in order, and how many more there were.
public struct ConfusableMatches: Hashable, Sendable {
  /// Better score first, then the order of the list; never more than were asked for.
  public let matches: [ConfusableMatch]
  /// Matches that were found and are no better than the last of `matches`.
  public let omitted: Int
}
