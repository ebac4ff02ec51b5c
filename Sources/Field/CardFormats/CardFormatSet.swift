internal import AccessModel
public import FieldContract

/// The card formats of one reader: turns bits or a number into an identifier, or says why not.
///
/// Only formats of exactly the card's length are tried, and one must fit with every parity. Formats that a
/// reader could not tell apart are refused when the set is made.
public struct CardFormatSet: Hashable, Sendable {
  public let formats: [CardFormat]
  public let numberForm: CardNumberForm
  private let numberFormat: CardFormat

  public static let formatsMax = 16

  /// `numberFormat` names the format behind the numbers of a controller; the first one when absent.
  public init(
    _ formats: [CardFormat], numberForm: CardNumberForm = .asWritten, numberFormat: String? = nil
  ) throws(CardFormatError) {
    guard let first = formats.first else { throw .empty }
    guard formats.count <= Self.formatsMax else { throw .tooMany }
    for (index, format) in formats.enumerated() {
      for other in formats[..<index] {
        if other.name == format.name { throw .repeatedName(format.name) }
        let (left, right) = (Set(other.parities), Set(format.parities))
        // Fewer rules catch fewer misreads: what one refuses the other would take for a card of its own.
        if other.bits == format.bits, left.isSubset(of: right) || right.isSubset(of: left) {
          throw .ambiguous(other.name, format.name)
        }
      }
    }
    let named = numberFormat.map { name in formats.first { $0.name == name } } ?? first
    guard let named else { throw .numberFormatAbsent(numberFormat ?? "") }
    if numberForm == .facilityDigits, named.facility == nil { throw .numberDigitsUnfit(named.name) }
    self.formats = formats
    self.numberForm = numberForm
    self.numberFormat = named
  }

  /// Formats by their names, looked up among those that the site declares and the published ones.
  public init(
    names: [String], declared: [CardFormat] = [], numberForm: CardNumberForm = .asWritten,
    numberFormat: String? = nil
  ) throws(CardFormatError) {
    let known = declared + CardFormat.published
    for (index, format) in known.enumerated()
    where known[..<index].contains(where: { $0.name == format.name }) {
      throw .repeatedName(format.name)
    }
    var formats: [CardFormat] = []
    for name in names {
      guard let format = known.first(where: { $0.name == name }) else {
        throw .unknownName(name, nearest: nearestName(to: name, among: known.map(\.name)))
      }
      formats.append(format)
    }
    try self.init(formats, numberForm: numberForm, numberFormat: numberFormat)
  }

  /// What the bits of a card are.
  public func outcome(of bits: CardBits) -> CardOutcome {
    let candidates = formats.filter { $0.bits == bits.count }
    guard !candidates.isEmpty else { return .unknownFormat(bits: bits.count) }
    guard bits.bytes.contains(where: { $0 != 0 }) else { return .misread("all \(bits.count) bits are 0") }
    let fitting = candidates.filter { $0.faults(of: bits).isEmpty }
    if let format = fitting.first, fitting.count == 1 {
      return .card(CredentialIdentifier(.card, format.identifierText(of: bits)))
    }
    if fitting.count > 1 {
      let names = fitting.map(\.name).joined(separator: " and ")
      return .misread("the \(bits.count) bits fit \(names): not taken for either")
    }
    let faults = candidates.map { format in
      "bit \(format.faults(of: bits).map { "\($0)" }.joined(separator: " and ")) of \(format.name)"
    }
    return .misread("wrong parity: \(faults.joined(separator: ", "))")
  }

  /// What a card number that a controller wrote is.
  public func outcome(ofNumber text: String) -> CardOutcome {
    let digits = Array(text.utf8)
    guard (1...CardNumberForm.textLengthMax).contains(digits.count), digits.allSatisfy(Self.isAlphanumeric)
    else {
      return .misread("a card number that is not 1 to \(CardNumberForm.textLengthMax) digits or letters")
    }
    guard digits.contains(where: { $0 != UInt8(ascii: "0") }) else {
      return .misread("the device gave no card number, only zeros")
    }
    let value: UInt64?
    switch numberForm {
    case .asWritten:
      let bare = text.drop { $0 == "0" }.uppercased()
      return .card(CredentialIdentifier(.card, "\(CardNumberForm.plainLabel):\(bare)"))
    case .facilityDigits, .decimal: value = UInt64(text, radix: 10)
    case .hexadecimal: value = UInt64(text, radix: 16)
    }
    guard let value, let found = identifierText(of: value) else {
      return .misread(
        "a card number that \(numberFormat.name) cannot hold in the form \(numberForm.rawValue)")
    }
    return .card(CredentialIdentifier(.card, found))
  }

  private func identifierText(of value: UInt64) -> String? {
    let format = numberFormat
    guard let field = format.facility else {
      return format.number.holds(value)
        ? format.identifierText(facility: nil, number: format.ordered(value)) : nil
    }
    let facility: UInt64
    let number: UInt64
    if numberForm == .facilityDigits {
      let divisor = (0..<CardNumberForm.digitsPerNumber).reduce(UInt64(1)) { product, _ in product * 10 }
      (facility, number) = value.quotientAndRemainder(dividingBy: divisor)
    } else {
      facility = value >> UInt64(format.number.length)
      number = value & ~(~0 << UInt64(format.number.length))
    }
    guard field.holds(facility), format.number.holds(number) else { return nil }
    return format.identifierText(facility: facility, number: format.ordered(number))
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }
}
