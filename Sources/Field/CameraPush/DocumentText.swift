/// The checks that XML and JSON share: byte order marks, valid UTF-8, no control characters.
enum DocumentText {
  /// The bytes and range to parse: UTF-8 without its mark; UTF-16 with a mark is rewritten as UTF-8.
  static func prepare(_ bytes: [UInt8], _ range: Range<Int>, _ operation: CameraDecodingOperation)
    throws(BodyFault) -> (bytes: [UInt8], range: Range<Int>)
  {
    var range = range
    if range.count >= 2, let isBigEndian = utf16Mark(bytes, range) {
      let text = try transcode(bytes, range, isBigEndian: isBigEndian, operation)
      try check(text, 0..<text.count, operation)
      return (text, 0..<text.count)
    }
    if range.count >= 3, bytes[range.lowerBound] == 0xEF, bytes[range.lowerBound + 1] == 0xBB,
      bytes[range.lowerBound + 2] == 0xBF
    {
      range = range.lowerBound + 3..<range.upperBound
    }
    try check(bytes, range, operation)
    return (bytes, range)
  }

  /// Whether a UTF-16 byte order mark stands first, and which.
  static func utf16Mark(_ bytes: [UInt8], _ range: Range<Int>) -> Bool? {
    guard range.count >= 2 else { return nil }
    switch (bytes[range.lowerBound], bytes[range.lowerBound + 1]) {
    case (0xFE, 0xFF): return true
    case (0xFF, 0xFE): return false
    default: return nil
    }
  }

  private static func transcode(
    _ bytes: [UInt8], _ range: Range<Int>, isBigEndian: Bool, _ operation: CameraDecodingOperation
  ) throws(BodyFault) -> [UInt8] {
    let body = range.lowerBound + 2..<range.upperBound
    guard body.count % 2 == 0 else {
      throw BodyFault(operation: operation, cause: .truncated, offset: range.upperBound)
    }
    let units = stride(from: body.lowerBound, to: body.upperBound, by: 2).map { at in
      let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw BodyFault(
        operation: operation, cause: .encoding("not valid UTF-16"), offset: range.lowerBound)
    }
    return Array(text.utf8)
  }

  private static func check(_ bytes: [UInt8], _ range: Range<Int>, _ operation: CameraDecodingOperation)
    throws(BodyFault)
  {
    var at = range.lowerBound
    while at < range.upperBound {
      if at + 8 <= range.upperBound, isPlain(word(bytes, at)) {
        at += 8
        continue
      }
      let byte = bytes[at]
      if byte < 0x20 {
        guard byte == 0x0A || byte == 0x0D || byte == 0x09 else {
          throw BodyFault(
            operation: operation, cause: .malformed("a control character"), offset: at)
        }
        at += 1
      } else if byte < 0x80 {
        at += 1
      } else {
        guard let length = sequenceLength(bytes, at, range.upperBound) else {
          throw BodyFault(operation: operation, cause: .encoding("not valid UTF-8"), offset: at)
        }
        at += length
      }
    }
  }

  private static func word(_ bytes: [UInt8], _ at: Int) -> UInt64 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
  }

  /// Eight printable ASCII bytes: no high bit, and none below 0x20 (the borrow trick).
  private static func isPlain(_ word: UInt64) -> Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    let below = (word &- 0x2020_2020_2020_2020) & ~word & high
    return word & high == 0 && below == 0
  }

  /// Length of the multi-byte sequence at `at`, or nil (RFC 3629: no overlong forms, no surrogates).
  private static func sequenceLength(_ bytes: [UInt8], _ at: Int, _ end: Int) -> Int? {
    let length: Int
    let secondRange: ClosedRange<UInt8>
    switch bytes[at] {
    case 0xC2...0xDF: (length, secondRange) = (2, 0x80...0xBF)
    case 0xE0: (length, secondRange) = (3, 0xA0...0xBF)
    case 0xED: (length, secondRange) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, secondRange) = (3, 0x80...0xBF)
    case 0xF0: (length, secondRange) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, secondRange) = (4, 0x80...0xBF)
    case 0xF4: (length, secondRange) = (4, 0x80...0x8F)
    default: return nil
    }
    guard at + length <= end, secondRange.contains(bytes[at + 1]) else { return nil }
    for index in at + 2..<at + length where bytes[index] & 0xC0 != 0x80 { return nil }
    return length
  }
}
