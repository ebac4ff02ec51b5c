/// A plate of ASCII alone, folded in one pass over its bytes to what `PlateFolding` makes of it.
struct PlainPlate {
  let text: String
  /// `PlateGrammar.latin`: 2 to 10 letters and digits, one digit at least.
  let isLatin: Bool

  /// Nil for joined plates, for any other script, and for what is unreadable or too long.
  init?(_ text: String) {
    var (count, digitCount, unreadCount, isSpelled) = (0, 0, 0, true)
    var source = text
    let isPlain = source.withUTF8 { bytes in
      for byte in bytes {
        guard byte < 0x80, byte != UInt8(ascii: "|") else { return false }
        guard let letter = Self.folded(byte) else {
          isSpelled = false
          continue
        }
        if letter != byte { isSpelled = false }
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digitCount += 1
        case UInt8(ascii: "?"), UInt8(ascii: "*"): unreadCount += 1
        default: break
        }
        count += 1
      }
      return true
    }
    guard isPlain, count <= PlateText.lengthMax, count > unreadCount else { return nil }
    isLatin = digitCount > 0 && unreadCount == 0 && (2...10).contains(count)
    self.text = isSpelled ? text : String(decoding: text.utf8.compactMap(Self.folded), as: UTF8.self)
  }

  private static func folded(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x2A, 0x3F: byte
    case 0x61...0x7A: byte - 0x20
    default: nil
    }
  }
}
