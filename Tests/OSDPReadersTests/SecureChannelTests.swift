import Testing

@testable import OSDPReaders

@Suite struct SecureChannelTests {
  @Test func sealedFrames_areOpenedOnce_andInOrderOnly() throws {
    var (panel, reader) = Samples.channels()
    let poll = Frame(address: 5, sequence: 1, code: 0x60)
    let card = Frame(address: 5, isReply: true, sequence: 1, code: 0x50, payload: hex("0001100012AB"))
    let command = try Frame(panel.sealed(poll))
    #expect(reader.opened(command)?.code == 0x60)
    let reply = try Frame(reader.sealed(card))
    #expect(reply.payload != card.payload && reply.payload.count == 16)
    let before = panel
    #expect(panel.opened(reply) == card)
    _ = panel.sealed(poll)
    #expect(panel.opened(reply) == nil, "played back")
    var flipped = reply
    flipped.payload[0] ^= 1
    var other = before
    #expect(other.opened(flipped) == nil)
    flipped = reply
    flipped.sequence = 2
    #expect(other.opened(flipped) == nil)
  }

  @Test func payloadOfAWholeBlock_comesBackAsItWas() throws {
    for count in [1, 15, 16, 17, 31, 32, 200] {
      var (panel, reader) = Samples.channels()
      let text = Frame(address: 5, sequence: 1, code: 0x6B, payload: [UInt8](repeating: 0x80, count: count))
      #expect(reader.opened(try Frame(panel.sealed(text))) == text, "\(count) bytes")
    }
  }

  @Test func keys_areShownByNothing() throws {
    let key = try #require(OSDPBaseKey(hex("000102030405060708090A0B0C0D0EF7")))
    var dumped = ""
    dump(OSDPReaderSettings.Channel.secure(key: key, previous: key), to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped, "\(Samples.reader(key: key))"] {
      #expect(!text.contains("247") && !text.contains("F7"), "\(text)")
    }
  }

  @Test func defaultKey_andWrongLengths_areNoBaseKey() {
    #expect(OSDPBaseKey(Array(0x30...0x3F)) == nil)
    #expect(OSDPBaseKey([1, 2, 3]) == nil)
    #expect(OSDPBaseKey([]) == nil)
  }
}
