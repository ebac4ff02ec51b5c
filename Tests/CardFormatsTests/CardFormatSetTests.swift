import AccessModel
import CardFormats
import FieldContract
import Testing

@Suite struct CardFormatSetTests {
  private func outcome(_ bits: String, _ names: String...) throws -> CardOutcome {
    let card = try #require(CardBits(bits))
    return try CardFormatSet(names: names).outcome(of: card)
  }

  /// Composed by hand from the layouts.
  static let cards: [(format: String, bits: String, identifier: String)] = [
    ("h10301", "1 00000111 0000000000000101 1", "h10301:7-5"),
    ("h10306", "1 0000000000000111 0000000000000101 1", "h10306:7-5"),
    ("h10302", "0 00000000000000000000000000000000011 1", "h10302:3"),
    ("h10304", "1 0000000000000001 0000000000000000011 1", "h10304:1-3"),
    ("csn32", "00001000110001010100101100111001", "csn32:147147577"),
    ("csn32-reversed", "00111001010010111100010100001000", "csn32:147147577"),
    ("csn56", String(repeating: "0", count: 47) + "100000000", "csn56:256"),
    ("csn56-reversed", "00000001" + String(repeating: "0", count: 48), "csn56:1"),
  ]

  @Test(arguments: cards) func aCard_isItsFormatFacilityAndNumber(_ card: (String, String, String)) throws {
    #expect(try outcome(card.1, card.0) == .card(CredentialIdentifier(.card, card.2)))
  }

  @Test(arguments: cards.prefix(4))
  func wrongParity_isItsOwnOutcome_neverACard(_ card: (String, String, String)) throws {
    let set = try CardFormatSet(names: [card.0])
    let bits = try #require(CardBits(card.1))
    for position in 0..<bits.count {
      let read = try #require(bits.flipping(position))
      guard case .misread(let words) = set.outcome(of: read) else {
        Issue.record("bit \(position) of \(card.0) was not missed")
        continue
      }
      #expect(words.hasPrefix("wrong parity: bit ") && words.hasSuffix(" of \(card.0)"))
    }
  }

  @Test func aLengthWithoutFormat_isUnknownAndToldInWords() throws {
    let outcome = try outcome("0 00000111 0000000000000101 10", "h10301", "h10302")
    #expect(outcome == .unknownFormat(bits: 27))
    #expect(outcome.words.contains("27 bits"))
  }

  @Test func formatsThatAReaderCannotTellApart_areRefused() {
    for (first, second) in [("h10302", "h10304"), ("csn32", "csn32-reversed"), ("csn56", "csn56-reversed")] {
      #expect(throws: CardFormatError.ambiguous(first, second)) {
        try CardFormatSet(names: [first, second])
      }
    }
  }

  @Test func aFormatWithoutParity_besideOneWithIt_isRefused() throws {
    let yaml = "name: bare-26\nbits: 26\nnumber: {at: 0, length: 26}"
    let bare = try #require(try Declared.format(yaml))
    #expect(throws: CardFormatError.ambiguous("h10301", "bare-26")) {
      try CardFormatSet(names: ["h10301", "bare-26"], declared: [bare])
    }
  }

  @Test func twoFormatsOfOneLength_takeACardOnlyWhenOneFits() throws {
    let other = try #require(
      try Declared.format(
        """
        name: odd-26
        bits: 26
        number: {at: 1, length: 25}
        parity: [{at: 0, is: odd, over: 1-12}]
        """))
    let set = try CardFormatSet(names: ["h10301", "odd-26"], declared: [other])
    let first = try #require(CardBits("0 00000111 0000000000000101 1"))
    // Three ones in the first half: bit 0 makes them even as 1, and leaves them odd as 0.
    #expect(set.outcome(of: first) == .card(CredentialIdentifier(.card, "odd-26:917515")))
    let even = try #require(first.flipping(0))
    #expect(set.outcome(of: even) == .card(CredentialIdentifier(.card, "h10301:7-5")))
    let broken = try #require(even.flipping(25))
    guard case .misread = set.outcome(of: broken) else {
      Issue.record("a misread was taken for a card")
      return
    }
  }

  @Test func twoFormatsThatBothFit_takeNeither() throws {
    let other = try #require(
      try Declared.format(
        """
        name: other-26
        bits: 26
        number: {at: 1, length: 24}
        parity: [{at: 25, is: even, over: 1-2}]
        """))
    let set = try CardFormatSet(names: ["h10301", "other-26"], declared: [other])
    let card = try #require(CardBits("1 10000110 0000000000000101 1"))
    #expect(
      set.outcome(of: card) == .misread("the 26 bits fit h10301 and other-26: not taken for either"))
  }

  @Test func allZeros_isNoCard() throws {
    #expect(try outcome(String(repeating: "0", count: 32), "csn32") == .misread("all 32 bits are 0"))
  }

  @Test func names_areLookedUpOnce() {
    #expect(throws: CardFormatError.empty) { try CardFormatSet(names: []) }
    #expect(throws: CardFormatError.repeatedName("h10301")) {
      try CardFormatSet(names: ["h10301", "h10301"])
    }
    #expect(throws: CardFormatError.unknownName("h10303", nearest: "h10301")) {
      try CardFormatSet(names: ["h10303"])
    }
  }
}

@Suite struct CardNumberTests {
  private func outcome(_ text: String, _ form: CardNumberForm, _ format: String) throws -> CardOutcome {
    try CardFormatSet(names: [format], numberForm: form).outcome(ofNumber: text)
  }

  @Test(
    arguments: [
      ("6154410", CardNumberForm.asWritten, "h10301", "number:6154410"),
      ("0006154410", .asWritten, "h10301", "number:6154410"),
      ("09ddaabb", .asWritten, "csn32", "number:9DDAABB"),
      ("6154410", .facilityDigits, "h10301", "h10301:61-54410"),
      ("458757", .decimal, "h10301", "h10301:7-5"), ("147147577", .decimal, "csn32", "csn32:147147577"),
      ("08C54B39", .hexadecimal, "csn32", "csn32:147147577"),
      ("394bc508", .hexadecimal, "csn32-reversed", "csn32:147147577"),
    ])
  func aNumber_isTheIdentifierThatItsBitsWouldBe(
    _ text: String, _ form: CardNumberForm, _ format: String, _ id: String
  )
    throws
  {
    #expect(try outcome(text, form, format) == .card(CredentialIdentifier(.card, id)))
  }

  @Test(
    arguments: [
      ("", CardNumberForm.asWritten, "h10301"), ("0", .asWritten, "h10301"), ("12 3", .asWritten, "h10301"),
      ("１２", .asWritten, "h10301"), (String(repeating: "1", count: 33), .asWritten, "h10301"),
      ("25600000", .facilityDigits, "h10301"), ("165536", .facilityDigits, "h10301"),
      ("16777216", .decimal, "h10301"), ("12AB", .decimal, "h10301"), ("100000000", .hexadecimal, "csn32"),
      ("99999999999999999999999", .decimal, "csn56"), ("+1", .hexadecimal, "csn32"),
    ])
  func aNumberThatCannotBe_isAMisread(_ text: String, _ form: CardNumberForm, _ format: String) throws {
    guard case .misread(let words) = try outcome(text, form, format) else {
      Issue.record("`\(text)` was taken")
      return
    }
    #expect(text.count < 3 || !words.contains(text))
  }

  @Test func formsThatNeedAFormat_sayWhichOneIsMissing() {
    #expect(throws: CardFormatError.numberDigitsUnfit("csn32")) {
      try CardFormatSet(names: ["csn32"], numberForm: .facilityDigits)
    }
    #expect(throws: CardFormatError.numberFormatAbsent("h10301")) {
      try CardFormatSet(names: ["csn32"], numberForm: .decimal, numberFormat: "h10301")
    }
  }
}
