/// A card of the format H10301: 8 bits of facility, 16 of number, a parity at each end.
public struct ReaderCard: Hashable, Sendable {
  public var facility: UInt8
  public var number: UInt16

  static let bitCount = 26

  public init(facility: UInt8, number: UInt16) {
    self.facility = facility
    self.number = number
  }

  /// As a list of credentials names it.
  public var identifier: String { "h10301:\(facility)-\(number)" }

  /// The bits as the reader sends them, first on the wire first, filled up with zeros to whole bytes.
  var hexadecimal: String {
    let body = UInt32(facility) << 16 | UInt32(number)
    let even = (body >> 12).nonzeroBitCount % 2
    let odd = 1 - (body & 0xFFF).nonzeroBitCount % 2
    let bits = UInt32(even) << 25 | body << 1 | UInt32(odd)
    let text = String(bits << 6, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }
}
