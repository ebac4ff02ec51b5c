internal import FieldContract

/// How the bits of one kind of card are laid out.
public struct CardFormat: Hashable, Sendable {
  /// Name in the site file: `h10301`.
  public let name: String
  /// What stands before the colon of an identifier. The same for two byte orders of one kind of card, so that
  /// a card is the same card at every reader.
  public let label: String
  public let bits: Int
  public let facility: CardField?
  public let number: CardField
  public let byteOrder: ByteOrder
  public let parities: [ParityRule]

  /// In which order a reader sends the bytes of the number.
  public enum ByteOrder: String, Hashable, Sendable, CaseIterable {
    case asSent = "as_sent"
    case reversed
  }

  init(
    _ name: String, label: String? = nil, bits: Int, facility: CardField? = nil, number: CardField,
    byteOrder: ByteOrder = .asSent, parities: [ParityRule] = []
  ) {
    self.name = name
    self.label = label ?? name
    self.bits = bits
    self.facility = facility
    self.number = number
    self.byteOrder = byteOrder
    self.parities = parities
  }

  /// Positions of the parity bits that do not hold.
  func faults(of bits: CardBits) -> [Int] {
    parities.filter { !$0.holds(for: bits) }.map(\.position)
  }

  func identifierText(of bits: CardBits) -> String {
    identifierText(facility: facility?.value(in: bits), number: ordered(number.value(in: bits)))
  }

  func identifierText(facility: UInt64?, number: UInt64) -> String {
    let place = facility.map { "\($0)-" } ?? ""
    return "\(label):\(place)\(number)"
  }

  /// The number with its bytes in the order of the format.
  func ordered(_ value: UInt64) -> UInt64 {
    switch byteOrder {
    case .asSent: value
    case .reversed: value.byteSwapped >> UInt64(CardField.lengthMax - number.length)
    }
  }
}
