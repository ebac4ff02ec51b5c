public import AccessModel
internal import CVectorKernels

/// The compact index of one list: plates to positions in the list, exactly and within one edit, over
/// read-only bytes.
///
/// The same code serves memory that `PlateTableBuilder` filled and a mapped file.
// Only ever reads the region's bytes, which nobody writes; the region lives as long as the table.
public final class PlateTable: @unchecked Sendable {
  /// Longest plate of an entry that can be found, in characters.
  public static let plateLengthMax = 32

  public let edition: ListEdition
  /// Entries of the list, found or not.
  public let count: Int
  /// Bytes that the table lies in.
  public var byteCount: Int { region.bytes.count }

  let region: PlateRegion
  let layout: PlateFileLayout
  let alphabet: PlateAlphabet
  private let countries: [UInt32?]
  let format: PlateCellFormat
  let packed: PlateShelf
  /// The same for the inner loop.
  let shelf: cvk_shelf
  let texts: PlateTextShelf
  let confusions: ConfusionTable
  let likenesses: SymbolLikenesses

  /// Checks header, section table and the small sections, whatever the size; `verify` reads everything.
  public init(_ region: PlateRegion, confusions: ConfusionTable = .standard) throws(PlateTableError) {
    let bytes = region.bytes
    let layout = try PlateFileLayout(reading: bytes)
    try Self.verifyChecks(bytes, layout)
    for section in [PlateFileLayout.Section.edition, .alphabet, .countries] {
      try Self.verify(section, bytes, layout)
    }
    let seed = PlateFileLayout.word(bytes, 24)
    guard let packed = PlateShelf(bytes, layout, first: .packedRows),
      let texts = PlateTextShelf(bytes, layout, seed: seed),
      let count = Int(exactly: PlateFileLayout.word(bytes, 32)), count <= PlateIndex.entriesMax,
      packed.cellCount <= count * (PlatePacking.symbolsMax + 1), texts.count <= count
    else { throw .malformed(at: layout[.packedRows].lowerBound, section: "sizes") }
    var reader = PlateFieldReader(bytes, layout[.edition])
    guard let list = reader.text(), let version = reader.text(), let issued = reader.word() else {
      throw .malformed(at: layout[.edition].lowerBound, section: "edition")
    }
    var others: [Unicode.Scalar] = []
    var letters = PlateFieldReader(bytes, layout[.alphabet])
    while let word = letters.half() {
      guard let scalar = Unicode.Scalar(word) else { break }
      others.append(scalar)
    }
    guard others.count * 4 == layout[.alphabet].count, let alphabet = PlateAlphabet(others: others) else {
      throw .malformed(at: layout[.alphabet].lowerBound, section: "alphabet")
    }
    var countries: [UInt32?] = []
    var names = PlateFieldReader(bytes, layout[.countries])
    while let name = names.text() { countries.append(Self.countryKey(name)) }
    guard
      let format = PlateCellFormat(
        symbolsMax: Int(truncatingIfNeeded: PlateFileLayout.word(bytes, 40)), alphabet: alphabet,
        entries: count, countries: countries.count, rowCount: packed.rowCount, seed: seed)
    else { throw .malformed(at: 40, section: "header") }
    edition = ListEdition(
      list: ListID(list), version: version,
      issuedAt: CivilTime(milliseconds: Int64(bitPattern: issued)))
    self.region = region
    self.layout = layout
    self.count = count
    self.alphabet = alphabet
    self.countries = countries
    self.format = format
    self.packed = packed
    shelf = cvk_shelf(
      scatter: format.scatter, cell_count: UInt32(packed.cellCount), rows: packed.rows, cells: packed.cells)
    self.texts = texts
    self.confusions = confusions
    likenesses = SymbolLikenesses(alphabet, confusions)
  }

  /// Positions of the entries that name exactly this plate, in the order of the list.
  ///
  /// A read without a country meets every entry of the plate; an entry without a country meets every read.
  public func exact(_ plate: String, country: String?) -> [Int] {
    let wanted = code(of: country)
    let read = PackedPlate(plate, alphabet)
    guard read.count > 0 else { return [] }
    var found: [Int] = []
    if read.count <= format.symbolsMax {
      guard read.foreignCount == 0 else { return exactText(plate, wanted) }
      forEachEntry(of: read.key) { cell in
        let order = Int(truncatingIfNeeded: format.order(cell))
        if order < count, admits(format.country(cell), wanted) { found.append(order) }
      }
      return found
    }
    return exactText(plate, wanted)
  }

  private func exactText(_ plate: String, _ wanted: UInt16) -> [Int] {
    guard texts.count > 0 else { return [] }
    var found: [Int] = []
    texts.forEachPlate(of: plateTextKey(plate.unicodeScalars)) { record, text in
      guard admits(record.country, wanted), text.elementsEqual(plate.unicodeScalars.lazy.map(\.value)) else {
        return
      }
      found.append(Int(record.order))
    }
    return found
  }

  /// Calls `body` with the cell of each entry that is exactly this plate of 1...`format.symbolsMax` known
  /// symbols.
  @inline(__always)
  func forEachEntry(of key: UInt64, _ body: (UInt64) -> Void) {
    let count = PlatePacking.count(key)
    // The longest plates have no cell of their own; each has one for its last different symbol.
    var (at, symbol) = (-1, 0 as UInt8)
    var variant = key
    if count == format.symbolsMax {
      at = count &- 1
      symbol = PlatePacking.symbol(key, at: at)
      while at > 0, PlatePacking.symbol(key, at: at &- 1) == symbol { at &-= 1 }
      variant = PlatePacking.deleting(key, at: at)
    }
    let (row, tag) = format.place(format.code(variant))
    packed.forEachCell(row: row, tag: tag, limit: format.limit) { cell in
      if format.gap(cell) == at, format.symbol(cell) == symbol { body(cell) }
    }
  }
}

extension PlateTable {
  /// Of a read that names no country, or none that could tell plates apart.
  private static let anyCountry: UInt16 = 0
  /// Of a read from a country that no entry names.
  private static let unlistedCountry = UInt16.max

  @inline(__always)
  func admits(_ listed: UInt16, _ wanted: UInt16) -> Bool {
    listed == wanted || listed == Self.anyCountry || wanted == Self.anyCountry
  }

  @inline(__always)
  func code(of country: String?) -> UInt16 {
    guard let country, let key = Self.countryKey(country) else { return Self.anyCountry }
    guard let place = countries.firstIndex(of: key) else { return Self.unlistedCountry }
    return UInt16(truncatingIfNeeded: place &+ 1)
  }

  /// The letters of an ISO 3166-1 alpha-3 code; nil for what is none and tells no plates apart.
  private static func countryKey(_ country: String) -> UInt32? {
    guard country.utf8.count == 3 else { return nil }
    var country = country
    return country.withUTF8 { letters in
      var key: UInt32 = 0
      for letter in letters {
        guard letter &- 0x41 < 26 else { return nil }
        key = key &<< 8 | UInt32(letter)
      }
      return key
    }
  }
}

/// A plate in the symbols of one table.
struct PackedPlate {
  /// The first nine symbols.
  private(set) var key: UInt64 = 0
  /// Of all characters.
  private(set) var count = 0
  /// Characters among the first nine that no packed entry has, and the last of them.
  private(set) var foreignCount = 0
  private(set) var foreignAt = 0

  @inline(__always)
  init(_ text: String, _ alphabet: PlateAlphabet) {
    var text = text
    text.withUTF8 { bytes in
      var at = 0
      while at < bytes.count {
        var value = UInt32(bytes[at])
        at &+= 1
        if value > 0x7F {
          // A String's UTF-8 is well-formed: the first byte says how many follow, six bits each.
          let length = value < 0xE0 ? 1 : value < 0xF0 ? 2 : 3
          value &= 0x3F &>> UInt32(length)
          for _ in 0..<length where at < bytes.count {
            value = value &<< 6 | UInt32(bytes[at] & 0x3F)
            at &+= 1
          }
        }
        add(alphabet.symbol(value))
      }
    }
  }

  @inline(__always)
  private mutating func add(_ symbol: UInt8?) {
    if count < PlatePacking.symbolsMax {
      if symbol == nil {
        foreignCount &+= 1
        foreignAt = count
      }
      key |= UInt64(symbol ?? PlatePacking.foreign) &<< UInt64(count &* PlatePacking.symbolBits)
    }
    count &+= 1
  }
}
