/// How a device proves that it is itself.
public enum PushSecret: Sendable {
  /// The path after the device's id, percent-decoded.
  case pathToken([UInt8])
  case basic(user: String, password: [UInt8])
  /// The common name or a DNS name of a client certificate that TLS verified.
  case clientCertificate(name: String)
  /// The device's protocol knows no secret: whoever reaches the listener can speak for it.
  case unproven
}

/// Compares in a time that depends on the length of `given` alone; an empty secret opens nothing.
func isSame(_ given: [UInt8], as secret: [UInt8]) -> Bool {
  guard !secret.isEmpty else { return false }
  var difference = given.count ^ secret.count
  var index = 0
  for byte in given {
    difference |= Int(byte ^ secret[index])
    index = index + 1 == secret.count ? 0 : index + 1
  }
  return difference == 0
}

/// Undoes percent-encoding; what is no valid escape stays as it is.
func percentDecoded(_ text: Substring.UTF8View) -> [UInt8] {
  var decoded: [UInt8] = []
  decoded.reserveCapacity(text.count)
  var rest = text[...]
  while let byte = rest.first {
    let digits = rest.dropFirst().prefix(2)
    if byte == UInt8(ascii: "%"), digits.count == 2, digits.first != UInt8(ascii: "+"),
      let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    {
      decoded.append(value)
      rest = rest.dropFirst(3)
    } else {
      decoded.append(byte)
      rest = rest.dropFirst()
    }
  }
  return decoded
}

/// RFC 4648 §4, for Basic credentials; nil for anything that is not base64.
func base64Decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
  var decoded: [UInt8] = []
  var bits: UInt32 = 0
  var bitCount = 0
  var padding = 0
  for byte in text {
    if byte == UInt8(ascii: "=") {
      padding += 1
      continue
    }
    guard padding == 0, let value = sextet(byte) else { return nil }
    bits = bits << 6 | value
    bitCount += 6
    if bitCount >= 8 {
      bitCount -= 8
      decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
    }
  }
  return padding <= 2 && bitCount < 6 ? decoded : nil
}

private func sextet(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
  case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a") + 26)
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0") + 52)
  case UInt8(ascii: "+"): 62
  case UInt8(ascii: "/"): 63
  default: nil
  }
}
