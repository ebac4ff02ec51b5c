import AccessModel
import FieldContract
import Testing

@testable import OSDPReaders

/// What closes a channel, and how it comes back.
@Suite struct ChannelTests {
  private func ready(_ reader: ReaderDouble = ReaderDouble()) -> RehearsedLine {
    var line = RehearsedLine(reader)
    let isReady = line.run(for: .seconds(2)) { $0.track.isReady && $0.track.outbox.isEmpty }
    #expect(isReady)
    return line
  }

  /// The answer that somebody puts in the place of the reader's next one.
  enum Forgery: String, CaseIterable {
    case clearCard, clearCardWithRightNumber, wrongMAC, replay, handshakeInBetween, defaultKeySession

    func bytes(for reply: [UInt8], after earlier: [[UInt8]]) throws -> [UInt8] {
      let frame = try Frame(reply)
      let card = hex("0000080042")
      switch self {
      case .clearCard:
        return Frame(address: 5, isReply: true, sequence: 0, code: 0x50, payload: card).encoded()
      case .clearCardWithRightNumber:
        return Frame(address: 5, isReply: true, sequence: frame.sequence, code: 0x50, payload: card).encoded()
      case .wrongMAC:
        var forged = frame
        forged.mac = forged.mac.map { $0 ^ 0xFF }
        return forged.encoded()
      case .replay: return earlier[earlier.count - 3]
      case .handshakeInBetween:
        var forged = frame
        (forged.block, forged.mac) = (SecurityBlock(kind: .initialMAC, content: [1]), [])
        return forged.encoded()
      case .defaultKeySession:
        let keys = SessionKeys(.installation, panelRandom: [UInt8](repeating: 0, count: 8))
        var channel = SecureChannel(keys, initialMAC: [UInt8](repeating: 0, count: 16))
        return channel.sealed(
          Frame(address: 5, isReply: true, sequence: frame.sequence, code: 0x50, payload: card))
      }
    }
  }

  @Test(arguments: Forgery.allCases)
  func forgery_closesTheChannel_isTold_givesNoCard_andTheChannelComesBack(forgery: Forgery) {
    var line = ready()
    var replies: [[UInt8]] = []
    var isForged = false
    line.cable = { direction, bytes in
      guard direction == .toPanel else { return [bytes] }
      replies.append(bytes)
      guard replies.count == 5, !isForged else { return [bytes] }
      isForged = true
      return [(try? forgery.bytes(for: bytes, after: replies)) ?? []]
    }
    let isClosed = line.run(for: .seconds(2)) { !$0.track.isReady }
    #expect(isForged && isClosed)
    let closed = line.now
    #expect(line.run(for: .seconds(3)) { $0.track.isReady }, "\(line.track.lossWords)")
    line.run(for: .seconds(1))
    #expect(line.now - closed < .seconds(4))
    #expect(line.facts.count { if case .channelRefused = $0 { true } else { false } } == 1)
    #expect(!line.facts.contains { if case .card = $0 { true } else { false } })
    #expect(line.track.counters.channelsOpened == 2)
  }

  @Test func readerThatRestarts_isBackWithinThreeSeconds_withoutAlarm() {
    var line = ready()
    line.readers[0].losePower()
    line.readers[0].isPowered = true
    let restarted = line.now
    #expect(line.run(for: .seconds(3)) { $0.track.counters.channelsOpened == 2 && $0.track.isReady })
    #expect(line.now - restarted < .seconds(1))
    #expect(!line.facts.contains { if case .channelRefused = $0 { true } else { false } })
  }

  @Test func readerWithAnotherKey_isRefused_toldOnce_andTakenOnceItsKeyIsRight() {
    var line = RehearsedLine(ReaderDouble(key: Samples.key(0x11)))
    line.readers[0].present([1])
    line.run(for: .seconds(30))
    #expect(line.facts.count == 1, "\(line.facts)")
    guard case .channelRefused(let words)? = line.facts.first else { return }
    #expect(words.contains("base key is another one"))
    line.readers[0].key = Samples.key()
    #expect(line.run(for: .seconds(3)) { $0.track.isReady })
  }

  @Test func readerThatOffersTheDefaultKey_isRefused() {
    var reader = ReaderDouble(key: nil)
    reader.isInstalling = true
    var line = RehearsedLine(reader)
    // It answers the challenge for its own key by SCBK-D, as a reader fresh from its box may.
    line.cable = { direction, bytes in
      guard direction == .toReader, var frame = try? Frame(Array(bytes.dropFirst())),
        frame.block?.kind == .challenge
      else { return [bytes] }
      frame.block?.content = [0]
      return [frame.encoded()]
    }
    line.run(for: .seconds(10))
    #expect(!line.track.isReady && line.track.counters.channelsOpened == 0)
    #expect(line.facts.contains { if case .channelRefused = $0 { true } else { false } })
  }

  @Test func installation_handsTheKeyOverOnce_andGoesOnWithIt() {
    var reader = ReaderDouble(key: nil)
    reader.isInstalling = true
    reader.present([0x66])
    var line = RehearsedLine(reader)
    line.run(for: .seconds(5))
    #expect(!line.track.isReady && line.readers[0].keysTaken == 0, "not without an operator")
    line.schedule.tracks[0].install(until: line.now + .seconds(60), at: line.now)
    #expect(line.run(for: .seconds(3)) { $0.track.isReady })
    #expect(line.readers[0].keysTaken == 1 && line.readers[0].key == Samples.key())
    #expect(line.track.counters.channelsOpened == 2)
    line.run(for: .seconds(1))
    #expect(line.readers[0].acknowledged.count == 1, "the card came by its own key")
    #expect(line.track.installUntil == nil)
  }

  @Test func readerThatSaysDefaultKeyButProvesItsOwn_isRefused() {
    var line = RehearsedLine()
    line.cable = { direction, bytes in
      guard direction == .toPanel, var frame = try? Frame(bytes), frame.block?.kind == .clientCryptogram
      else { return [bytes] }
      frame.block?.content = [0]
      return [frame.encoded()]
    }
    line.run(for: .seconds(10))
    #expect(line.track.counters.channelsOpened == 0)
    #expect(line.facts.contains { if case .channelRefused = $0 { true } else { false } })
  }

  @Test func readerThatRefusesItsKey_isNotOfferedItAgain() {
    var reader = ReaderDouble(key: nil)
    (reader.isInstalling, reader.refusesKeys) = (true, true)
    var line = RehearsedLine(reader)
    line.schedule.tracks[0].install(until: .zero + .seconds(60), at: .zero)
    line.run(for: .seconds(30))
    #expect(line.readers[0].keysTaken == 1 && !line.track.isReady)
    #expect(line.facts.contains(.channelRefused("it does not take its base key")))
  }

  @Test func installation_endsAtItsTime() {
    var reader = ReaderDouble(key: nil)
    reader.isInstalling = true
    reader.isPowered = false
    var line = RehearsedLine(reader)
    line.schedule.tracks[0].install(until: .zero + .seconds(5), at: .zero)
    line.run(for: .seconds(6))
    line.readers[0].isPowered = true
    line.run(for: .seconds(10))
    #expect(!line.track.isReady && line.readers[0].keysTaken == 0)
  }

  @Test func previousKey_isRotatedAway_andNothingIsTakenByIt() {
    var reader = ReaderDouble(key: Samples.key(0x11))
    reader.present([0x66])
    var line = RehearsedLine(reader, Samples.reader(previous: Samples.key(0x11)))
    #expect(line.run(for: .seconds(3)) { $0.track.isReady })
    line.run(for: .seconds(1))
    #expect(line.readers[0].key == Samples.key() && line.readers[0].keysTaken == 1)
    #expect(line.readers[0].acknowledged.count == 1)
    #expect(!line.facts.contains { if case .channelRefused = $0 { true } else { false } })
  }

  @Test func keySetWhoseAnswerIsLost_endsWithTheNewKey() {
    var line = RehearsedLine(
      ReaderDouble(key: Samples.key(0x11)), Samples.reader(previous: Samples.key(0x11)))
    var keysSeen = 0
    line.cable = { direction, bytes in
      // The sealed KEYSET is the only command of this length.
      if direction == .toReader, bytes.count > 45 { keysSeen += 1 }
      return direction == .toPanel && keysSeen == 1 && bytes.count < 20 ? [] : [bytes]
    }
    #expect(line.run(for: .seconds(5)) { $0.track.isReady }, "\(line.track.lossWords)")
    #expect(line.readers[0].key == Samples.key())
  }
}
