/// The partial plates of one list: a kind of its own, few enough to try each.
public struct WildcardTable: Sendable {
  /// Most partial plates of one list.
  public static let patternsMax = 10_000

  private var patterns: [(pattern: WildcardPattern, issuer: PlateIssuer, position: Int)] = []

  /// An empty table.
  public init() {}

  /// Partial plates so far.
  public var count: Int { patterns.count }

  /// False when the table is full: the entry would not be looked at.
  public mutating func add(_ pattern: WildcardPattern, issuer: PlateIssuer, position: Int) -> Bool {
    guard patterns.count < Self.patternsMax else { return false }
    patterns.append((pattern, issuer, position))
    return true
  }

  /// Every partial plate that the read may be, those that know most of it first, then in the order of the
  /// list.
  public func matches(_ plate: NormalisedPlate) -> [WildcardMatch] {
    let characters = Array(plate.text.unicodeScalars)
    let bits = WildcardPattern.bits(characters)
    var found: [WildcardMatch] = []
    for entry in patterns where entry.pattern.matches(characters, bits) {
      guard entry.issuer.admits(plate.issuer) else { continue }
      found.append(WildcardMatch(position: entry.position, pattern: entry.pattern))
    }
    return found.sorted {
      ($1.pattern.knownCount, $0.position) < ($0.pattern.knownCount, $1.position)
    }
  }
}

/// A partial plate that a read may be: enough for an alarm, never for a grant (P3).
public struct WildcardMatch: Hashable, Sendable {
  /// Position in the list.
  public let position: Int
  /// The partial plate that the read fits.
  public let pattern: WildcardPattern
}
