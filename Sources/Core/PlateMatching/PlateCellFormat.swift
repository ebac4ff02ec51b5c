internal import CVectorKernels

/// How the cells of packed plates are written: a cell alone says which plate it is of, where that stands in
/// the list, and of which country it is.
///
/// A variant (a plate, or a plate without one symbol) is a number in the base of the alphabet. A bijection
/// scatters it over `keyBits`; the row of the result and the tag in the cell give the number back, so that
/// equal tags in one row are equal variants and nothing has to be looked up to be sure.
///
/// From the top: tag, position in the list, edit (0 for the plate itself, else the place of the symbol taken
/// out from 1, and the symbol), country. Cells of one row are sorted: by variant, then by position.
struct PlateCellFormat {
  /// Longest plate, in symbols; plates of this length have no cell of their own, but are found without one.
  let symbolsMax: Int
  let scatter: cvk_scatter
  private let symbolBits: UInt64
  private let editBits: UInt64
  private let countryBits: UInt64

  private static let placeBits: UInt64 = 4
  static let shortest = 2

  /// Nil when plates of `symbolsMax` symbols do not fit.
  init?(symbolsMax: Int, alphabet: PlateAlphabet, entries: Int, countries: Int, rowCount: Int, seed: UInt64) {
    guard (Self.shortest...PlatePacking.symbolsMax).contains(symbolsMax), rowCount > 0,
      rowCount <= UInt32.max, entries >= 0
    else {
      return nil
    }
    self.symbolsMax = symbolsMax
    let base = UInt64(alphabet.scalars.count + 1)
    var variants: UInt64 = 1
    for _ in 1..<symbolsMax { variants &*= base }
    let keyBits = Self.width(variants - 1)
    // Keys of one row are neighbours: as many as fall into it have different low bits.
    let tagBits = Self.width(((1 << keyBits) - 1) / UInt64(rowCount))
    symbolBits = Self.width(base - 1)
    editBits = Self.placeBits + symbolBits
    countryBits = Self.width(UInt64(countries))
    scatter = cvk_scatter(
      seed: seed, base: base, row_count: UInt64(rowCount), mask: .max << (64 - keyBits),
      shift: UInt8(64 - keyBits), half: UInt8(keyBits / 2), tag_shift: UInt8(64 - tagBits))
    guard tagBits + Self.width(UInt64(entries)) + editBits + countryBits <= 64 else { return nil }
  }

  /// Bits that hold 0...`largest`; at least one.
  private static func width(_ largest: UInt64) -> UInt64 { max(1, UInt64(64 - largest.leadingZeroBitCount)) }

  /// A variant as a number; each symbol is below the base.
  @inline(__always)
  func code(_ key: UInt64) -> UInt64 {
    var code: UInt64 = 0
    var power: UInt64 = 1
    var rest = key
    while rest != 0 {
      code &+= (rest & 0x7F) &* power
      power &*= scatter.base
      rest &>>= UInt64(PlatePacking.symbolBits)
    }
    return code
  }

  /// Where the cells of a variant lie, and what they begin with.
  @inline(__always)
  func place(_ code: UInt64) -> (row: Int, tag: UInt64) {
    let place = withUnsafePointer(to: scatter) { cvk_scattered($0, code) }
    return (Int(place.row), place.tag)
  }

  /// What cells of one tag differ in is below this.
  @inline(__always)
  var limit: UInt64 { 1 &<< UInt64(scatter.tag_shift) }

  @inline(__always)
  func cell(tag: UInt64, order: Int, place: Int?, symbol: UInt8, country: UInt16) -> UInt64 {
    var low = UInt64(truncatingIfNeeded: order) &<< Self.placeBits
    low |= UInt64(truncatingIfNeeded: (place ?? -1) &+ 1)
    low = low &<< symbolBits | UInt64(symbol)
    return tag | low &<< countryBits | UInt64(country)
  }

  @inline(__always)
  func country(_ cell: UInt64) -> UInt16 {
    UInt16(truncatingIfNeeded: cell & ((1 &<< countryBits) &- 1))
  }

  @inline(__always)
  func symbol(_ cell: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: cell &>> countryBits & ((1 &<< symbolBits) &- 1))
  }

  /// Where the symbol was taken out; -1 of a plate itself.
  @inline(__always)
  func gap(_ cell: UInt64) -> Int {
    Int(truncatingIfNeeded: cell &>> (countryBits &+ symbolBits) & 0xF) &- 1
  }

  @inline(__always)
  func order(_ cell: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (cell & (limit &- 1)) &>> (countryBits &+ editBits))
  }
}

extension PlateCellFormat {
  /// Row, tag and edit of each variant of a plate that packs.
  @inline(__always)
  func forEachVariant(of key: UInt64, _ body: (_ row: Int, _ tag: UInt64, _ place: Int?, UInt8) -> Void) {
    let count = PlatePacking.count(key)
    if count < symbolsMax {
      let (row, tag) = place(code(key))
      body(row, tag, nil, 0)
    }
    var last: UInt8 = 0
    for at in 0..<count {
      let symbol = PlatePacking.symbol(key, at: at)
      // Without either of two equal neighbours, what is left is the same.
      if symbol != last {
        let (row, tag) = place(code(PlatePacking.deleting(key, at: at)))
        body(row, tag, at, symbol)
      }
      last = symbol
    }
  }
}
