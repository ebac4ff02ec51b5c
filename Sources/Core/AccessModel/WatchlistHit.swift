/// A plate that matched a watchlist entry: a claim until a named person decides (P8).
public struct WatchlistHit: Hashable, Sendable {
  public var id: String
  public var accessPoint: AccessPointID
  /// Normalised plate of the read.
  public var plate: String
  public var match: HitMatch
  public var images: [EvidenceImage]

  public init(
    id: String, accessPoint: AccessPointID, plate: String, match: HitMatch, images: [EvidenceImage]
  ) {
    self.id = id
    self.accessPoint = accessPoint
    self.plate = plate
    self.match = match
    self.images = images
  }
}

/// What the list says of the plate.
public enum HitMatch: Hashable, Sendable {
  /// It names exactly this plate.
  case exact(ListMatch)
  /// It names a plate that this one may be: enough for a person to look, never for more (P3).
  case suspected(SuspectedMatch)

  public var edition: ListEdition {
    switch self {
    case .exact(let match): match.edition
    case .suspected(let match): match.edition
    }
  }

  /// The list's own key of the entry.
  public var entryID: String {
    switch self {
    case .exact(let match): match.entry.id
    case .suspected(let match): match.entryID
    }
  }

  /// So many different people must say the same before it counts.
  public var verifiersMin: Int {
    switch self {
    case .exact(let match): match.entry.verifiersMin
    case .suspected(let match): match.verifiersMin
    }
  }

  public var isExact: Bool {
    switch self {
    case .exact: true
    case .suspected: false
    }
  }
}

/// An entry that a read may mean: what a person needs to compare. No grant, hold or refusal can be made of
/// it.
public struct SuspectedMatch: Hashable, Sendable {
  public var edition: ListEdition
  public var entryID: String
  public var listedPlate: String
  public var purpose: ListPurpose
  public var authority: String
  public var reference: String
  /// 1...1000, how much the difference looks like a mistake of reading; nil for a partial plate that fits.
  public var score: Int?
  /// In words: which character was read as which, or which pattern fits.
  public var difference: String
  /// As of the entry.
  public var verifiersMin: Int

  public init(
    edition: ListEdition, entryID: String, listedPlate: String, purpose: ListPurpose, authority: String,
    reference: String, score: Int?, difference: String, verifiersMin: Int = 1
  ) {
    self.verifiersMin = verifiersMin
    self.edition = edition
    self.entryID = entryID
    self.listedPlate = listedPlate
    self.purpose = purpose
    self.authority = authority
    self.reference = reference
    self.score = score
    self.difference = difference
  }
}
