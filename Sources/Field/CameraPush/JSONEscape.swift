/// One backslash escape of a JSON string.
struct JSONEscape {
  var scalar: Unicode.Scalar
  /// The byte behind the escape.
  var next: Int

  /// Nil for an unknown or unfinished escape, and for a surrogate that has no partner.
  init?(_ bytes: [UInt8], at start: Int, end: Int) {
    guard start + 1 < end else { return nil }
    next = start + 2
    switch bytes[start + 1] {
    case UInt8(ascii: "\""): scalar = "\""
    case UInt8(ascii: "\\"): scalar = "\\"
    case UInt8(ascii: "/"): scalar = "/"
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "u"):
      guard let unit = Self.unit(bytes, start, end) else { return nil }
      next = start + 6
      if let scalar = Unicode.Scalar(unit) {
        self.scalar = scalar
        return
      }
      guard (0xD800...0xDBFF).contains(unit), let low = Self.unit(bytes, next, end),
        (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      else { return nil }
      self.scalar = scalar
      next = start + 12
    default: return nil
    }
  }

  /// The four hexadecimal digits of a `\u` that begins at `start`.
  private static func unit(_ bytes: [UInt8], _ start: Int, _ end: Int) -> UInt32? {
    guard start + 6 <= end, bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var value: UInt32 = 0
    for byte in bytes[start + 2..<start + 6] {
      guard let digit = byte.hexDigit else { return nil }
      value = value << 4 | digit
    }
    return value
  }
}
