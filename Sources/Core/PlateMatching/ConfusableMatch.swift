/// An entry within one edit of a read: enough for an alarm, never for a grant (P3).
///
/// It holds a position of the list but no entry, and nothing turns it into one.
public struct ConfusableMatch: Hashable, Sendable {
  /// Position in the list.
  public let position: Int
  /// 1...1000; how much the difference looks like a mistake of reading.
  public let score: Int
  public let difference: PlateDifference
}

/// The best confusable matches of one read, in order, and how many more there were.
public struct ConfusableMatches: Hashable, Sendable {
  /// Better score first, then the order of the list; never more than were asked for.
  public let matches: [ConfusableMatch]
  /// Matches that were found and are no better than the last of `matches`.
  public let omitted: Int
}

/// Gathers matches and keeps the best: a better one takes the place of a worse one, never the other way
/// round.
struct ConfusableCollector {
  /// A match in sixteen bytes.
  private struct Item {
    /// Lower is better: the score upside down, then the position in the list.
    var rank: UInt64
    /// Kind, position of the character, character read, character listed.
    var difference: UInt64
  }

  private var items: [Item] = []
  private let countMax: Int
  private var omitted = 0

  /// Kept beyond `countMax` before the worst are let go.
  private static let slack = 64
  /// Sorted by insertion up to this many.
  private static let few = 32

  init(atMost countMax: Int) { self.countMax = max(countMax, 0) }

  @inline(__always)
  mutating func add(position: UInt32, score: Int, _ difference: PlateDifference) {
    if items.isEmpty { items.reserveCapacity(16) }
    let rank = UInt64(truncatingIfNeeded: 1000 - score) &<< 32 | UInt64(position)
    items.append(Item(rank: rank, difference: Self.packed(difference)))
    if items.count > countMax, items.count - countMax >= Self.slack { settle() }
  }

  mutating func finish() -> ConfusableMatches {
    settle()
    let matches = items.map { item in
      ConfusableMatch(
        position: Int(item.rank & 0xFFFF_FFFF), score: 1000 - Int(item.rank >> 32),
        difference: Self.difference(item.difference))
    }
    return ConfusableMatches(matches: matches, omitted: omitted)
  }

  private mutating func settle() {
    if items.count > Self.few {
      items.sort { $0.rank < $1.rank }
    } else if items.count > 1 {
      for index in 1..<items.count {
        let item = items[index]
        var place = index
        while place > 0, items[place - 1].rank > item.rank {
          items[place] = items[place - 1]
          place -= 1
        }
        items[place] = item
      }
    }
    guard items.count > countMax else { return }
    omitted += items.count - countMax
    items.removeLast(items.count - countMax)
  }

  @inline(__always)
  private static func packed(_ difference: PlateDifference) -> UInt64 {
    switch difference {
    case .substituted(let at, let read, let listed):
      UInt64(at) &<< 48 | UInt64(read.value) &<< 24 | UInt64(listed.value)
    case .missing(let at, let listed): 1 &<< 56 | UInt64(at) &<< 48 | UInt64(listed.value)
    case .extra(let at, let read): 2 &<< 56 | UInt64(at) &<< 48 | UInt64(read.value) &<< 24
    }
  }

  private static func difference(_ packed: UInt64) -> PlateDifference {
    let at = Int(packed >> 48 & 0xFF)
    let read = scalar(packed >> 24)
    let listed = scalar(packed)
    switch packed >> 56 {
    case 0: return .substituted(at: at, read: read, listed: listed)
    case 1: return .missing(at: at, listed: listed)
    default: return .extra(at: at, read: read)
    }
  }

  private static func scalar(_ bits: UInt64) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(truncatingIfNeeded: bits & 0xFF_FFFF)) ?? "?"
  }
}
