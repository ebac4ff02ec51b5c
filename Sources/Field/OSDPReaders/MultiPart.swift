/// Joins the parts of a message that is larger than a frame (OSDP 2.2 §5.10); parts come in order, once each.
struct MultiPart: Hashable, Sendable {
  private var total: Int?
  private(set) var bytes: [UInt8] = []

  /// Largest message that is joined.
  static let bytesMax = 16 << 10

  /// Takes one part; the whole message once its last part is there, else nil. After a throw it begins anew.
  mutating func add(_ payload: [UInt8]) throws(OSDPFault) -> [UInt8]? {
    do {
      return try joined(with: payload)
    } catch {
      self = MultiPart()
      throw error
    }
  }

  private mutating func joined(with payload: [UInt8]) throws(OSDPFault) -> [UInt8]? {
    var reader = PayloadReader(payload)
    let (whole, offset, count) = (try reader.number(2), try reader.number(2), try reader.number(2))
    let part = try reader.exactly(count)
    guard whole > 0, whole <= Self.bytesMax else { throw .malformed("a message of \(whole) bytes") }
    guard !part.isEmpty, offset == bytes.count, total ?? whole == whole, offset + count <= whole else {
      throw .malformed("a part of a message is out of order")
    }
    total = whole
    bytes += part
    guard bytes.count == whole else { return nil }
    defer { self = MultiPart() }
    return bytes
  }
}
