import AccessModel
import Testing

@testable import OSDPReaders

@Suite struct ReplyTests {
  static let samples: [(UInt8, String)] = [
    (0x41, "03"), (0x45, "000EE31010000074972306 06"), (0x46, "010108"), (0x48, "0100"),
    (0x50, "0001100012AB"),
    (0x51, "0000023132"), (0x53, "000131"), (0x54, "1980250000"), (0x76, String(repeating: "11", count: 32)),
    (0x78, String(repeating: "22", count: 16)), (0x90, "0A0B0C01"),
  ]

  @Test(arguments: samples)
  func replyThatIsCutAnywhere_isRefused(code: UInt8, text: String) throws {
    let payload = hex(text)
    _ = try Reply(code: code, payload: payload)
    // Nothing but a vendor number is asked of a manufacturer's reply; no capability at all is a list too.
    for count in 0..<payload.count where code != 0x90 || count < 3 {
      if code == 0x46, count == 0 { continue }
      #expect(throws: OSDPFault.self, "\(count) bytes") {
        try Reply(code: code, payload: Array(payload.prefix(count)))
      }
    }
  }

  @Test func countThatSaysLessOrMoreThanThereIs_isRefused() {
    #expect(throws: OSDPFault.self) { try Reply(code: 0x50, payload: hex("0001100012ABCD")) }
    #expect(throws: OSDPFault.self) { try Reply(code: 0x50, payload: hex("0001FFFF12AB")) }
    #expect(throws: OSDPFault.self) { try Reply(code: 0x53, payload: hex("00023132 33")) }
  }

  @Test func outputs_sayWhatTheDoorCommandMeans() {
    func bytes(_ action: DoorAction, _ energisedReleases: Bool = true) -> [UInt8] {
      OutputControl(1, for: action, energisedReleases: energisedReleases).bytes
    }
    #expect(bytes(.release(.milliseconds(5000))) == [1, 5, 50, 0])
    #expect(bytes(.release(.milliseconds(1))) == [1, 5, 1, 0])
    #expect(bytes(.release(.seconds(100_000))) == [1, 5, 0xFF, 0xFF])
    #expect(bytes(.holdReleased) == [1, 2, 0, 0])
    #expect(bytes(.secure) == [1, 1, 0, 0])
    #expect(bytes(.release(.seconds(1)), false) == [1, 6, 10, 0])
    #expect(bytes(.holdReleased, false) == [1, 1, 0, 0])
    #expect(bytes(.secure, false) == [1, 2, 0, 0])
  }

  @Test func displayText_isCutAndAsciiOnly() {
    let text = DisplayText(reader: 0, seconds: 5, text: String(repeating: "é", count: 40))
    #expect(text.bytes == [0, 3, 5, 1, 1, 32] + [UInt8](repeating: UInt8(ascii: "?"), count: 32))
  }
}
