public import FieldContract

/// Formats that a site declares by itself.
extension CardFormat {
  /// Longest name, in characters.
  static let nameLengthMax = 32
  static let paritiesMax = 8

  /// Reads one declared format; nil when something is wrong, which is then reported with its line.
  ///
  /// Keys: `name`, `bits`, `facility: {at, length}` (optional), `number: {at, length}`, `byte_order`, and
  /// `parity:` with items of `at`, `is: even|odd` and either `over` (`1-12`, or a list of those) or `mask`
  /// (one 0 or 1 for each bit).
  public init?(reading section: YAMLSection) {
    let name = section.requiredString("name", hint: "Give the format a name, such as `site-40`") ?? ""
    let bits = section.optionalInteger("bits", in: 1...CardBits.countMax)
    let facility = section.section("facility").map { Self.field(reading: $0, bits: bits) }
    let number = section.section("number").map { Self.field(reading: $0, bits: bits) }
    let byteOrder = section.choice("byte_order", default: ByteOrder.asSent)
    let items = section.sections("parity", countMax: Self.paritiesMax)
    let parities = items.map { Self.parity(reading: $0, bits: bits) }
    section.finish()
    if !name.isEmpty, !Self.isName(name) {
      section.report(
        "name", "`\(section.path(of: "name"))` must be of lower-case letters, digits and hyphens",
        hint: "At most \(Self.nameLengthMax) characters, such as `site-40`")
      return nil
    }
    if !section.has("bits") { section.missing("bits", hint: "Write how many bits such a card has") }
    if number == nil { section.missing("number", hint: "Write where the card's number stands") }
    if byteOrder == .reversed, let found = number ?? nil, found.length % 8 != 0 {
      section.report(
        "byte_order", "`byte_order: reversed` needs a number of whole bytes", hint: "Remove byte_order")
      return nil
    }
    guard !name.isEmpty, let bits, case .some(.some(let number)) = number else { return nil }
    if case .some(.none) = facility { return nil }
    let sound = parities.compactMap { $0 }
    guard sound.count == parities.count else { return nil }
    self.init(
      name, bits: bits, facility: facility ?? nil, number: number, byteOrder: byteOrder, parities: sound)
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= nameLengthMax
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  private static func field(reading section: YAMLSection, bits: Int?) -> CardField? {
    let at = section.optionalInteger("at", in: 0...CardBits.countMax - 1)
    let length = section.optionalInteger("length", in: 1...CardField.lengthMax)
    section.finish()
    for key in ["at", "length"] where !section.has(key) {
      section.missing(key, hint: "Write `at` (from 0) and `length`, in bits")
    }
    guard let at, let length, let bits else { return nil }
    guard at + length <= bits else {
      section.report("at", "`\(section.path)` ends behind bit \(bits - 1)", hint: "Bits count from 0")
      return nil
    }
    return CardField(at, length)
  }

  private static func parity(reading section: YAMLSection, bits: Int?) -> ParityRule? {
    let at = section.optionalInteger("at", in: 0...(bits ?? CardBits.countMax) - 1)
    let kind = section.optionalChoice("is", as: ParityRule.Kind.self)
    let mask = section.string("mask")
    let over = section.strings("over", countMax: CardBits.countMax)
    section.finish()
    if !section.has("at") { section.missing("at", hint: "Write the position of the parity bit, from 0") }
    if !section.has("is") { section.missing("is", hint: "Write even or odd") }
    guard let at, let kind, let bits else { return nil }
    let covered = mask.map { positions(ofMask: $0, bits: bits) } ?? positions(of: over, bits: bits)
    guard let covered, !covered.isEmpty, mask == nil || over.isEmpty else {
      section.report(
        mask == nil ? "over" : "mask", "`\(section.path)` does not say which bits it covers",
        hint: "Write either `over: 1-12` or `mask:` with \(bits) digits 0 and 1")
      return nil
    }
    return ParityRule(at, kind, over: covered.subtracting([at]))
  }

  private static func positions(ofMask text: String, bits: Int) -> Set<Int>? {
    let digits = Array(text.utf8)
    guard digits.count == bits, digits.allSatisfy({ $0 == 0x30 || $0 == 0x31 }) else { return nil }
    return Set(digits.indices.filter { digits[$0] == 0x31 })
  }

  private static func positions(of texts: [String], bits: Int) -> Set<Int>? {
    var found: Set<Int> = []
    for text in texts {
      let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, case .some(.some(let first)) = ends.first,
        case .some(.some(let last)) = ends.last,
        first >= 0, first <= last, last < bits
      else { return nil }
      found.formUnion(first...last)
    }
    return found
  }
}
