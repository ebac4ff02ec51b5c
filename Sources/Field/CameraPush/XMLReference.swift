/// A character or predefined entity reference.
struct XMLReference {
  var scalar: Unicode.Scalar
  /// The byte behind the `;`.
  var next: Int

  /// Nil for everything but the five predefined entities and numeric references to characters of XML 1.0
  /// §2.2.
  init?(_ bytes: [UInt8], at start: Int, end: Int) {
    guard let close = bytes[start..<min(end, start + 12)].firstIndex(of: UInt8(ascii: ";")) else {
      return nil
    }
    let body = bytes[start + 1..<close]
    next = close + 1
    if body.first == UInt8(ascii: "#") {
      var digits = body.dropFirst()
      var radix: UInt32 = 10
      if digits.first == UInt8(ascii: "x") {
        digits = digits.dropFirst()
        radix = 16
      }
      var value: UInt32 = 0
      for byte in digits {
        guard let digit = byte.hexDigit, digit < radix, value <= 0x10FFFF else { return nil }
        value = value * radix + digit
      }
      let isBlank = value == 0x09 || value == 0x0A || value == 0x0D
      guard !digits.isEmpty, value >= 0x20 || isBlank, value & 0xFFFE != 0xFFFE,
        let scalar = Unicode.Scalar(value)
      else { return nil }
      self.scalar = scalar
      return
    }
    switch String(decoding: body, as: UTF8.self) {
    case "lt": scalar = "<"
    case "gt": scalar = ">"
    case "amp": scalar = "&"
    case "quot": scalar = "\""
    case "apos": scalar = "'"
    default: return nil
    }
  }
}

extension UInt8 {
  /// Value of an ASCII hexadecimal digit.
  var hexDigit: UInt32? {
    switch self {
    case 0x30...0x39: UInt32(self) - 0x30
    case 0x61...0x66: UInt32(self) - 0x61 + 10
    case 0x41...0x46: UInt32(self) - 0x41 + 10
    default: nil
    }
  }
}

extension StaticString {
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
