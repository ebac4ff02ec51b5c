import AccessModel
import CardFormats
import FieldContract
import Testing

/// Cards that others published, read in place.
@Suite(.enabled(if: SharedPayloads.folder != nil, "set GATEHOUSE_PAYLOADS to the folder of shared payloads"))
struct PublishedCardTests {
  private static let names = [
    "H10301": "h10301", "H10306/34-bit": "h10306", "H10302": "h10302", "H10304": "h10304",
    "C1k35": "corporate1000-35", "C1k48": "corporate1000-48",
  ]

  @Test func everyPublishedCard_isReadAndItsFlippedBitsAreNot() throws {
    let rows = try SharedPayloads.rows("wiegand/card_vectors_a.csv")
    #expect(rows.count >= 15)
    for row in rows {
      let name = try #require(Self.names[row[0]])
      let set = try CardFormatSet(names: [name])
      let bits = try #require(CardBits(row[4]))
      let value = row[2].isEmpty ? row[3] : "\(row[2])-\(row[3])"
      #expect(set.outcome(of: bits) == .card(CredentialIdentifier(.card, "\(name):\(value)")), "\(row)")
      for position in 0..<bits.count {
        let wrong = try #require(bits.flipping(position))
        guard case .misread = set.outcome(of: wrong) else {
          Issue.record("\(name): bit \(position) flipped was taken")
          continue
        }
      }
    }
  }

  @Test func bytesThatAreAlignedLeft_areReadByTheirCount() throws {
    let rows = try SharedPayloads.rows("wiegand/leosac_bytes_left_aligned.csv")
    #expect(rows.count >= 10)
    let set = try CardFormatSet(names: ["h10301", "csn32"])
    for row in rows {
      let bytes = row[0].split(separator: ":").compactMap { UInt8($0, radix: 16) }
      let count = try #require(Int(row[1]))
      let bits = try #require(CardBits(count: count, bytes: bytes))
      let number = row[2].prefix { $0.isNumber }
      let identifier = bits.count == 26 ? "h10301:1-\(number)" : "csn32:\(number)"
      #expect(set.outcome(of: bits) == .card(CredentialIdentifier(.card, identifier)), "\(row)")
    }
  }
}
