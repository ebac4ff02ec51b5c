public import AccessModel

/// An entry that a read may mean: what an alarm shows of it.
///
/// It is made here only, and no `WatchlistEntry` comes out of it: whatever grants, holds or refuses asks
/// for one (P3).
public struct SuspectedEntry: Hashable, Sendable {
  /// Why the entry is suspected.
  public enum Ground: Hashable, Sendable {
    /// One edit away; 1...1000 says how much it looks like a mistake of reading.
    case confusable(score: Int, PlateDifference)
    /// The witness' partial plate fits the read.
    case wildcard(WildcardPattern)
  }

  private let entry: WatchlistEntry
  /// Why it is suspected.
  public let ground: Ground

  init(_ entry: WatchlistEntry, _ ground: Ground) {
    self.entry = entry
    self.ground = ground
  }

  /// The list's own key of the entry.
  public var id: String { entry.id }
  /// The plate that the list names.
  public var listedPlate: String { entry.plate }
  /// The issuer as the list writes it.
  public var country: String? { entry.country }
  /// What the entry is on the list for.
  public var purpose: ListPurpose { entry.purpose }
  /// Who had it listed.
  public var authority: String { entry.authority }
  /// The authority's own file number.
  public var reference: String { entry.reference }
  /// So many different people must verify or reject a claim of it.
  public var verifiersMin: Int { entry.verifiersMin }

  /// Whether the entry counts at this time.
  public func isInForce(at now: CivilTime) -> Bool {
    entry.validUntil > now && (entry.validFrom.map { $0 <= now } ?? true)
  }
}
