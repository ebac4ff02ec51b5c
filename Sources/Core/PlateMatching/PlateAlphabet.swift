/// The characters of a list's plates, as symbols 1...126: digits and Latin capitals first, others as they
/// came.
struct PlateAlphabet {
  static let symbolsMax = 126
  private static let fixed = 36

  /// By symbol, from 1.
  private(set) var scalars: [Unicode.Scalar] = []
  /// Open addressing over a quarter full; 0 is free.
  private var slots: [UInt8] = Array(repeating: 0, count: slotCount)

  private static let slotCount = 512

  init() {
    for value in Array(0x30...0x39 as ClosedRange<UInt8>) + Array(0x41...0x5A as ClosedRange<UInt8>) {
      _ = add(Unicode.Scalar(value))
    }
  }

  /// Nil when the characters are no alphabet: too many, or one twice.
  init?(others: [Unicode.Scalar]) {
    self.init()
    for scalar in others {
      guard symbol(scalar) == nil, add(scalar) != nil else { return nil }
    }
  }

  /// Characters beside digits and Latin capitals.
  var others: ArraySlice<Unicode.Scalar> { scalars.dropFirst(Self.fixed) }

  func scalar(_ symbol: UInt8) -> Unicode.Scalar? {
    symbol > 0 && Int(symbol) <= scalars.count ? scalars[Int(symbol) - 1] : nil
  }

  @inline(__always)
  func symbol(_ scalar: Unicode.Scalar) -> UInt8? { symbol(scalar.value) }

  @inline(__always)
  func symbol(_ value: UInt32) -> UInt8? {
    if value &- 0x30 < 10 { return UInt8(truncatingIfNeeded: value &- 0x2F) }
    if value &- 0x41 < 26 { return UInt8(truncatingIfNeeded: value &- 0x36) }
    var slot = Self.slot(value)
    while slots[slot] != 0 {
      if scalars[Int(slots[slot]) - 1].value == value { return slots[slot] }
      slot = (slot &+ 1) & (Self.slotCount - 1)
    }
    return nil
  }

  /// The symbol of a character, a new one if need be; nil when all are taken.
  mutating func add(_ scalar: Unicode.Scalar) -> UInt8? {
    if scalars.count >= Self.fixed, let known = symbol(scalar) { return known }
    guard scalars.count < Self.symbolsMax else { return nil }
    scalars.append(scalar)
    let symbol = UInt8(scalars.count)
    var slot = Self.slot(scalar.value)
    while slots[slot] != 0 { slot = (slot &+ 1) & (Self.slotCount - 1) }
    slots[slot] = symbol
    return symbol
  }

  @inline(__always)
  private static func slot(_ value: UInt32) -> Int {
    Int(truncatingIfNeeded: (value &* 0x9E37_79B1) &>> 23)
  }
}
