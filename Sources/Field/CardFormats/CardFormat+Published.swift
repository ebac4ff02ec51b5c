/// Layouts that their makers or users have published; bit 0 is the first on the wire.
extension CardFormat {
  /// Every format that a site file may name without declaring it.
  public static let published: [CardFormat] = [
    // HID, 26 bits: the open one.
    CardFormat(
      "h10301", bits: 26, facility: CardField(1, 8), number: CardField(9, 16),
      parities: [ParityRule(0, .even, over: 1...12), ParityRule(25, .odd, over: 13...24)]),
    // HID H10306, also sold as N10002. Other makers lay 34 bits out otherwise.
    CardFormat(
      "h10306", bits: 34, facility: CardField(1, 16), number: CardField(17, 16),
      parities: [ParityRule(0, .even, over: 1...16), ParityRule(33, .odd, over: 17...32)]),
    CardFormat(
      "corporate1000-35", bits: 35, facility: CardField(2, 12), number: CardField(14, 20),
      parities: [
        ParityRule(1, .even, over: pairs(from: 2, through: 33)),
        ParityRule(34, .odd, over: pairs(from: 1, through: 32)), ParityRule(0, .odd, over: 1...34),
      ]),
    CardFormat(
      "corporate1000-48", bits: 48, facility: CardField(2, 22), number: CardField(24, 23),
      parities: [
        ParityRule(1, .even, over: pairs(from: 3, through: 46)),
        ParityRule(47, .odd, over: pairs(from: 2, through: 45)), ParityRule(0, .odd, over: 1...47),
      ]),
    // The same parity as H10304: only the site knows which one its cards are. Bit 18 is in both parities.
    CardFormat(
      "h10302", bits: 37, number: CardField(1, 35),
      parities: [ParityRule(0, .even, over: 1...18), ParityRule(36, .odd, over: 18...35)]),
    CardFormat(
      "h10304", bits: 37, facility: CardField(1, 16), number: CardField(17, 19),
      parities: [ParityRule(0, .even, over: 1...18), ParityRule(36, .odd, over: 18...35)]),
    // Serial numbers of MIFARE and DESFire chips: no parity, and two byte orders in the field.
    CardFormat("csn32", bits: 32, number: CardField(0, 32)),
    CardFormat("csn32-reversed", label: "csn32", bits: 32, number: CardField(0, 32), byteOrder: .reversed),
    CardFormat("csn56", bits: 56, number: CardField(0, 56)),
    CardFormat("csn56-reversed", label: "csn56", bits: 56, number: CardField(0, 56), byteOrder: .reversed),
  ]

  /// Two of every three positions, as the inner parities of Corporate 1000 take them.
  private static func pairs(from first: Int, through last: Int) -> [Int] {
    (first...last).filter { ($0 - first) % 3 < 2 }
  }
}
