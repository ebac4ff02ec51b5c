import AccessModel
import CardFormats
import FieldContract
import Testing

enum Declared {
  /// Nil when something was reported; throws what was.
  static func format(_ yaml: String) throws -> CardFormat? {
    let document = try YAMLDocument(file: "formats.yaml", text: yaml)
    let format = CardFormat(reading: document.root)
    try document.finish()
    return format
  }
}

@Suite struct DeclaredFormatTests {
  @Test func rangesAndMask_sayTheSame() throws {
    let head = "name: site-26\nbits: 26\nfacility: {at: 1, length: 8}\nnumber: {at: 9, length: 16}\nparity:\n"
    let ranges = "  - {at: 0, is: even, over: [1-6, 7-12]}\n  - {at: 25, is: odd, over: 13-24}\n"
    let masks =
      "  - {at: 0, is: even, mask: \"01111111111110000000000000\"}\n"
      + "  - {at: 25, is: odd, mask: \"00000000000001111111111110\"}\n"
    let format = try #require(try Declared.format(head + ranges))
    #expect(try Declared.format(head + masks) == format)
    let card = try #require(CardBits("1 00000111 0000000000000101 1"))
    #expect(
      try CardFormatSet([format]).outcome(of: card) == .card(CredentialIdentifier(.card, "site-26:7-5")))
  }

  @Test(
    arguments: [
      ("bits: 26\nnumber: {at: 0, length: 26}", "`name` is missing"),
      ("name: a\nnumber: {at: 0, length: 26}", "`bits` is missing"),
      ("name: a\nbits: 26", "`number` is missing"),
      ("name: A b\nbits: 26\nnumber: {at: 0, length: 26}", "must be of lower-case letters"),
      ("name: a\nbits: 26\nnumber: {at: 1, length: 26}", "ends behind bit 25"),
      ("name: a\nbits: 80\nnumber: {at: 1, length: 65}", "from 1 to 64"),
      ("name: a\nbits: 26\nnumber: {at: 1, length: 25}\nbyte_order: reversed", "whole bytes"),
      ("name: a\nbits: 26\nnumber: {at: 1, length: 25}\nparity: [{at: 0, is: even}]", "which bits it covers"),
      (
        "name: a\nbits: 26\nnumber: {at: 1, length: 25}\nparity: [{at: 0, is: even, over: 1-26}]",
        "which bits it covers"
      ),
      (
        "name: a\nbits: 26\nnumber: {at: 1, length: 25}\nparity: [{at: 0, is: even, mask: \"01\"}]",
        "which bits it covers"
      ),
      (
        "name: a\nbits: 26\nnumber: {at: 1, length: 25}\nparity: [{at: 26, is: odd, over: 1}]", "from 0 to 25"
      ),
      ("name: a\nbits: 26\nnumber: {at: 1, length: 25}\nparity: [{at: 0, over: 1-2}]", "is` is missing"),
      ("name: a\nbits: 26\nnumber: {at: 1, length: 25}\nfacilty: {at: 0, length: 1}", "is not known"),
    ])
  func whatIsWrong_isReportedAndNoFormatComesOfIt(_ yaml: String, _ words: String) throws {
    let error = #expect(throws: DocumentError.self) { try Declared.format(yaml) }
    let lines = try #require(error).diagnostics.map(\.description)
    #expect(lines.contains { $0.contains(words) }, "\(lines)")
  }
}
