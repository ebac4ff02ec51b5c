import Testing

@testable import OSDPReaders

@Suite struct FrameTests {
  @Test func poll_isWrittenAsTheStandardSays_byCRCAndByChecksum() throws {
    let poll = Frame(address: 0x65, sequence: 0, code: Command.poll.code)
    #expect(poll.encoded() == hex("5365080004606090"))
    var old = poll
    old.check = .checksum
    #expect(old.encoded() == hex("536507000060E1"))
    #expect(try Frame(old.encoded()) == old)
  }

  @Test func frameThatIsCutAnywhere_isRefused() {
    let whole = Samples.sealedExchange().reply
    for count in 0..<whole.count {
      #expect(throws: OSDPFault.self) { try Frame(Array(whole.prefix(count))) }
    }
    #expect(throws: OSDPFault.self) { try Frame(whole + [0]) }
  }

  @Test func frameWithAnyBitFlipped_isRefused() {
    let whole = Samples.sealedExchange().reply
    for bit in 0..<whole.count * 8 {
      var flipped = whole
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: OSDPFault.self, "bit \(bit)") { try Frame(flipped) }
    }
  }

  @Test func scanner_findsFramesAmongMarksNoiseAndFalseStarts() {
    let (one, two) = (hex("538008000540689F"), hex("5365080004606090"))
    var scanner = FrameScanner()
    // 53 09 00 00: a length below the least; 53 53: a start within a start.
    let found = scanner.add([0xFF, 0x00] + one + [0x53, 0x09, 0x00, 0x00, 0x53] + two)
    #expect(found.map(\.bytes) == [one, two])
    #expect(!scanner.isMidFrame)
  }

  @Test func scanner_goesOnAfterADamagedFrame() {
    var damaged = hex("538008000540689F")
    damaged[6] ^= 1
    var scanner = FrameScanner()
    let found = scanner.add(damaged + hex("538008000540689F"))
    #expect(found.count == 1)
    #expect(scanner.badFrames == 1)
  }

  @Test func scanner_holdsNoMoreThanOneFrame_whateverComes() {
    var random = Seeded(state: 1)
    var scanner = FrameScanner()
    for _ in 0..<200_000 {
      let byte: UInt8 =
        Int.random(in: 0..<8, using: &random) == 0 ? 0x53 : .random(in: 0...255, using: &random)
      _ = scanner.add([byte])
    }
    #expect(Mirror(reflecting: scanner).descendant("buffer").map { "\($0)".utf8.count < 10_000 } == true)
  }

  @Test func decoders_surviveAnything() {
    var random = Seeded(state: 20_261_126)
    for _ in 0..<100_000 {
      let payload = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let code = UInt8.random(in: 0x40...0x90, using: &random)
      _ = try? Reply(code: code, payload: payload)
      var frame = Frame(
        address: 1, isReply: true, sequence: 1, code: code, payload: payload)
      frame.block = Bool.random(using: &random) ? SecurityBlock(kind: .sealedReply) : nil
      frame.mac = frame.block == nil ? [] : [1, 2, 3, 4]
      var bytes = frame.encoded()
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      // With a sound check behind it, so that the fields themselves are reached.
      bytes = Array(bytes.dropLast(2))
      bytes += FrameCheck.crc.closing(bytes)
      guard let read = try? Frame(bytes) else { continue }
      #expect(read.encoded().count == bytes.count)
    }
  }

  @Test func multiPart_isJoinedInOrder_andRefusedOutOfOrder() throws {
    func part(_ total: UInt16, _ offset: UInt16, _ bytes: [UInt8]) -> [UInt8] {
      littleEndian(total) + littleEndian(offset) + littleEndian(UInt16(bytes.count)) + bytes
    }
    var message = MultiPart()
    #expect(try message.add(part(5, 0, [1, 2, 3])) == nil)
    #expect(try message.add(part(5, 3, [4, 5])) == [1, 2, 3, 4, 5])
    for wrong in [part(5, 1, [1]), part(0, 0, []), part(2, 0, [1, 2, 3]), part(0xFFFF, 0, [1]), [1, 2, 3]] {
      #expect(throws: OSDPFault.self) { try message.add(wrong) }
    }
    #expect(try message.add(part(5, 0, [1, 2, 3])) == nil)
    #expect(throws: OSDPFault.self) { try message.add(part(6, 3, [4, 5])) }
  }
}
