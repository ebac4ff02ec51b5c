public import AccessModel

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
  let countries: [String]
  let packed: PlateShelf
  let texts: PlateShelf
  let textStarts: UnsafePointer<UInt32>
  let textScalars: UnsafeBufferPointer<UInt32>
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
    guard let packed = PlateShelf(bytes, layout, first: .packedRecords, seed: seed),
      let texts = PlateShelf(bytes, layout, first: .textRecords, seed: seed),
      let base = bytes.baseAddress, layout[.textStarts].count == (texts.count + 1) * 4,
      let count = Int(exactly: PlateFileLayout.word(bytes, 32)), count <= PlateIndex.entriesMax,
      packed.count + texts.count <= count
    else { throw .malformed(at: layout[.packedRecords].lowerBound, section: "sizes") }
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
    var countries: [String] = []
    var names = PlateFieldReader(bytes, layout[.countries])
    while let name = names.text() { countries.append(name) }
    edition = ListEdition(
      list: ListID(list), version: version,
      issuedAt: CivilTime(milliseconds: Int64(bitPattern: issued)))
    textStarts = (base + layout[.textStarts].lowerBound).assumingMemoryBound(to: UInt32.self)
    textScalars = UnsafeBufferPointer(
      start: (base + layout[.textScalars].lowerBound).assumingMemoryBound(to: UInt32.self),
      count: layout[.textScalars].count / 4)
    self.region = region
    self.layout = layout
    self.count = count
    self.alphabet = alphabet
    self.countries = countries
    self.packed = packed
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
    guard !read.isForeign, read.count > 0 else { return exactText(plate, wanted) }
    let run = packed.run(of: read.key)
    guard !run.isEmpty else { return [] }
    var found: [Int] = []
    found.reserveCapacity(run.count)
    for id in run where admits(packed.records[id].country, wanted) {
      found.append(Int(packed.records[id].order))
    }
    return found
  }

  private func exactText(_ plate: String, _ wanted: UInt16) -> [Int] {
    guard texts.count > 0 else { return [] }
    var found: [Int] = []
    for id in texts.run(of: plateTextKey(plate.unicodeScalars)) {
      let record = texts.records[id]
      guard admits(record.country, wanted),
        text(id).elementsEqual(plate.unicodeScalars.lazy.map(\.value))
      else { continue }
      found.append(Int(record.order))
    }
    return found
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
    guard let country, NormalisedPlate.isAlpha3(country) else { return Self.anyCountry }
    guard let place = countries.firstIndex(of: country) else { return Self.unlistedCountry }
    return UInt16(truncatingIfNeeded: place &+ 1)
  }

  /// Scalar values of an entry of `texts`.
  func text(_ id: Int) -> Slice<UnsafeBufferPointer<UInt32>> {
    let end = min(Int(textStarts[id + 1]), textScalars.count)
    let start = min(Int(textStarts[id]), end)
    return textScalars[start..<end]
  }
}

/// A plate in the symbols of one table.
struct PackedPlate {
  /// Valid up to nine characters.
  private(set) var key: UInt64 = 0
  private(set) var count = 0
  /// It has more than nine characters, or one that no packed entry has.
  private(set) var isForeign = false

  @inline(__always)
  init(_ text: String, _ alphabet: PlateAlphabet) {
    for scalar in text.unicodeScalars {
      if count < PlatePacking.symbolsMax {
        let symbol = alphabet.symbol(scalar)
        if symbol == nil { isForeign = true }
        key |= UInt64(symbol ?? PlatePacking.foreign) &<< UInt64(count &* PlatePacking.symbolBits)
      }
      count &+= 1
    }
    if count > PlatePacking.symbolsMax { isForeign = true }
  }
}
