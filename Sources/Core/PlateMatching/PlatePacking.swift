/// Up to nine symbols of seven bits in one word; symbol 0 is "nothing", so that the length needs no field.
enum PlatePacking {
  static let symbolBits = 7
  static let symbolsMax = 9
  /// Stands in a read for a character that no entry has.
  static let foreign: UInt8 = 127

  @inline(__always)
  static func count(_ key: UInt64) -> Int { (63 - key.leadingZeroBitCount + symbolBits) / symbolBits }

  @inline(__always)
  static func symbol(_ key: UInt64, at position: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: key &>> UInt64(truncatingIfNeeded: position &* symbolBits)) & 0x7F
  }

  /// Without the symbol at a position 0...8; a position behind the end changes nothing.
  @inline(__always)
  static func deleting(_ key: UInt64, at position: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: position &* symbolBits)
    let below = (1 &<< shift) &- 1
    return key & below | (key &>> 7) & ~below
  }

  /// With a symbol put in at a position 0...8 of a plate of eight symbols at most.
  @inline(__always)
  static func inserting(_ key: UInt64, _ symbol: UInt8, at position: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: position &* symbolBits)
    let below = (1 &<< shift) &- 1
    return key & below | UInt64(symbol) &<< shift | (key & ~below) &<< 7
  }

  /// How many different plates are this one without a symbol: of equal neighbours one counts.
  static func deletions(_ key: UInt64) -> Int {
    var deletions = 0
    var last: UInt8 = 0
    for position in 0..<count(key) {
      let symbol = symbol(key, at: position)
      if symbol != last { deletions += 1 }
      last = symbol
    }
    return deletions
  }

  /// The first position at which two different words differ.
  @inline(__always)
  static func firstDifference(_ one: UInt64, _ other: UInt64) -> Int {
    (one ^ other).trailingZeroBitCount / symbolBits
  }
}

/// Mixes a key so that each bit of it moves about half of the bits of the result.
@inline(__always)
func plateHash(_ key: UInt64, seed: UInt64) -> UInt64 {
  var hash = (key ^ seed) &* 0x9E37_79B9_7F4A_7C15
  hash ^= hash &>> 32
  hash = hash &* 0xD6E8_FEB8_6659_FD93
  return hash ^ hash &>> 29
}

/// The key of a plate that does not pack: a hash of its scalars, `without` one position.
func plateTextKey(_ text: some Sequence<Unicode.Scalar>, without position: Int = -1) -> UInt64 {
  var key: UInt64 = 0xCBF2_9CE4_8422_2325
  var at = 0
  for scalar in text {
    if at != position { key = ((key ^ UInt64(scalar.value)) &* 0x9E37_79B9_7F4A_7C15).byteSwapped }
    at += 1
  }
  return key
}
