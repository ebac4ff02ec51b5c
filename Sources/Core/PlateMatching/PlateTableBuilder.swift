public import AccessModel

/// Collects the plates of one list in its order, then writes the table into bytes that the caller provides.
///
/// Its own memory is ten bytes an entry, more only for plates that do not pack; the bytes may be a mapped
/// file.
public struct PlateTableBuilder: Sendable {
  let edition: ListEdition
  let seed: UInt64
  private(set) var alphabet = PlateAlphabet()
  private(set) var countries: [String] = []
  /// By position in the list; 0 where the plate does not pack.
  private(set) var keys: [UInt64] = []
  private(set) var countryCodes: [UInt16] = []
  private(set) var texts: [(position: Int, characters: [Unicode.Scalar])] = []
  /// Plates that pack, and their different deletions, by number of symbols.
  private var lengths = Array(repeating: (plates: 0, deletions: 0), count: PlatePacking.symbolsMax + 1)

  /// Most countries of one list.
  static let countriesMax = 4096

  /// `seed` only has to differ where somebody could choose plates that collide.
  public init(edition: ListEdition, seed: UInt64 = 0x6761_7465_686F_7573, reserving count: Int = 0) {
    self.edition = edition
    self.seed = seed
    keys.reserveCapacity(count)
    countryCodes.reserveCapacity(count)
  }

  /// Entries so far.
  public var count: Int { keys.count }

  /// Takes the next entry; false when its plate can never be found: empty, too long, or of a country too
  /// many.
  ///
  /// A refused plate keeps its position. Entries beyond `PlateIndex.entriesMax` are the caller's error.
  @discardableResult
  public mutating func add(_ plate: String, country: String?) -> Bool {
    precondition(count < PlateIndex.entriesMax, "a list holds at most \(PlateIndex.entriesMax) entries")
    var key: UInt64 = 0
    var length = 0
    var isPacked = true
    for scalar in plate.unicodeScalars {
      if length < PlatePacking.symbolsMax, isPacked, let symbol = alphabet.add(scalar) {
        key |= UInt64(symbol) &<< UInt64(length &* PlatePacking.symbolBits)
      } else {
        isPacked = false
      }
      length += 1
    }
    guard length > 0, length <= PlateTable.plateLengthMax, let code = code(of: country) else {
      keys.append(0)
      countryCodes.append(0)
      return false
    }
    countryCodes.append(code)
    if isPacked {
      keys.append(key)
      lengths[length].plates += 1
      lengths[length].deletions += PlatePacking.deletions(key)
    } else {
      keys.append(0)
      texts.append((count - 1, Array(plate.unicodeScalars)))
    }
    return true
  }

  /// Whether a plate has a length that can be found.
  static func canHold(_ plate: String) -> Bool {
    (1...PlateTable.plateLengthMax).contains(plate.unicodeScalars.count)
  }

  /// Plates of at most so many symbols.
  func packed(_ symbolsMax: Int) -> Int { lengths[...symbolsMax].reduce(0) { $0 + $1.plates } }

  /// Cells of these: the longest have none for the plate itself.
  func variants(_ symbolsMax: Int) -> Int {
    lengths[...symbolsMax].reduce(0) { $0 + $1.deletions } + packed(symbolsMax - 1)
  }

  /// How large the table will be, and what is needed to write it.
  public func plan() -> PlateTablePlan { PlateTablePlan(self) }

  /// The finished table in fresh memory.
  public func table(confusions: ConfusionTable = .standard) throws(PlateTableError) -> PlateTable {
    let plan = plan()
    return try PlateTable(
      PlateRegion(byteCount: plan.byteCount) { plan.write(into: $0) }, confusions: confusions)
  }

  private mutating func code(of country: String?) -> UInt16? {
    guard let country else { return 0 }
    if let last = countries.last, last == country { return UInt16(countries.count) }
    if let place = countries.firstIndex(of: country) { return UInt16(place + 1) }
    guard countries.count < Self.countriesMax else { return nil }
    countries.append(country)
    return UInt16(countries.count)
  }
}
