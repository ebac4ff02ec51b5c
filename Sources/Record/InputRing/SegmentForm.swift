/// The form of a segment's file: eight bytes that name it, then records, each after its length and CRC-32C.
enum SegmentForm {
  /// The last byte is the version of the form.
  static let mark: [UInt8] = Array("GHINPUT".utf8) + [1]
  static let frameBytes = 8
  /// A longer record is not written, and not believed.
  static let recordBytesMax = 8 << 20
  /// A larger file is not read.
  static let fileBytesMax = 64 << 20

  static func frame(_ payload: [UInt8]) -> [UInt8] {
    little(UInt32(truncatingIfNeeded: payload.count)) + little(CRC32C.of(payload[...])) + payload
  }

  /// The record at a position; nil where none stands whole.
  static func record(in bytes: [UInt8], at position: Int) -> Range<Int>? {
    guard let length = word(bytes, position), let check = word(bytes, position + 4) else { return nil }
    let start = position + frameBytes
    guard length <= UInt32(recordBytesMax), bytes.count - start >= Int(length) else { return nil }
    let range = start..<start + Int(length)
    return CRC32C.of(bytes[range]) == check ? range : nil
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func word(_ bytes: [UInt8], _ position: Int) -> UInt32? {
    guard position >= 0, bytes.count - position >= 4 else { return nil }
    return (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[position + $1]) << UInt32($1 * 8) }
  }
}
