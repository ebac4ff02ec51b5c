/// Reads a small section field by field; nil at its end and at what does not fit in it.
struct PlateFieldReader {
  private let bytes: UnsafeRawBufferPointer
  private var at: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  mutating func word() -> UInt64? {
    guard end - at >= 8 else { return nil }
    defer { at += 8 }
    return PlateFileLayout.word(bytes, at)
  }

  mutating func half() -> UInt32? {
    guard end - at >= 4 else { return nil }
    defer { at += 4 }
    return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
  }

  /// A count of bytes and as many bytes of UTF-8.
  mutating func text() -> String? {
    guard let count = half(), Int(count) <= end - at else { return nil }
    defer { at += Int(count) }
    return String(validating: bytes[at..<at + Int(count)], as: UTF8.self)
  }
}
