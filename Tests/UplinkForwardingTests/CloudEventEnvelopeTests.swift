import AccessModel
import Foundation
import Testing
import UplinkForwarding

@Suite struct CloudEventEnvelopeTests {
  private func encode(
    id: String = "north-gate:7", sequence: Int64 = 7, subject: String? = nil, data: String = #"{"a":1}"#
  ) -> [UInt8] {
    CloudEventEnvelope.encode(
      id: id, source: "urn:gatehouse:north-gate", stream: "events", sequence: sequence,
      type: "gatehouse.access.taken", subject: subject, time: CivilTime(milliseconds: 1_795_490_460_123),
      recordedAt: CivilTime(milliseconds: 1_795_490_460_456), data: Array(data.utf8))
  }

  private func decode(_ wire: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(wire)) as? [String: Any])
  }

  @Test func envelope_isExactlyThis() {
    let expected = """
      {"specversion":"1.0","id":"north-gate:7","source":"urn:gatehouse:north-gate",\
      "type":"gatehouse.access.taken","subject":"north-in","time":"2026-11-24T03:21:00.123Z",\
      "recordedtime":"2026-11-24T03:21:00.456Z","stream":"events","sequence":"00000000000000000007",\
      "datacontenttype":"application/json","dataschema":"urn:gatehouse:schema:gatehouse.access.taken:1",\
      "data":{"a":1}}
      """
    #expect(String(decoding: encode(subject: "north-in"), as: UTF8.self) == expected)
  }

  @Test func subject_isAbsentWhenThereIsNone() throws {
    #expect(try decode(encode())["subject"] == nil)
  }

  @Test(arguments: ["京A·12345", "quote\" back\\slash", "\u{0}\u{1}\u{1f}\n\t", "emoji 🚗", ""])
  func text_survivesEscaping(text: String) throws {
    let event = try decode(encode(id: text, subject: text))
    #expect(event["id"] as? String == text)
    #expect(event["subject"] as? String == text)
  }

  @Test(
    arguments: [
      (0, "00000000000000000000"), (1, "00000000000000000001"), (.max, "09223372036854775807"),
      (-1, "00000000000000000000"),
    ] as [(Int64, String)])
  func sequence_sortsAsText(sequence: Int64, text: String) throws {
    #expect(try decode(encode(sequence: sequence))["sequence"] as? String == text)
  }
}
