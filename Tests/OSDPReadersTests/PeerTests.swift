import AccessModel
import FieldContract
import FieldPeers
import Foundation
import Testing

@testable import OSDPReaders

/// The bus on a serial line with libosdp's reader at its other end.
@Suite(
  .serialized,
  .enabled(if: Peer.isPresent, "needs socat, and GATEHOUSE_OSDP_PYTHON with libosdp 3.2.9"))
struct PeerTests {
  static let keyText = String(repeating: "5a", count: 16)

  private struct Stage {
    let pair: SerialPair
    var peer: Peer
    let sink = FactSink()
    var bus: OSDPBus

    init(key: String, reader: OSDPReaderSettings, isInstalling: Bool = false) throws {
      pair = try SerialPair()
      peer = try Peer(pair.slave, key: key, isInstalling: isInstalling)
      bus = Self.bus(pair, reader, sink)
      bus.start()
    }

    static func bus(_ pair: SerialPair, _ reader: OSDPReaderSettings, _ sink: FactSink) -> OSDPBus {
      let settings = OSDPBusSettings(
        device: "line", transport: .serial(path: pair.master, bauds: [9600]), readers: [reader])
      return OSDPBus(settings: settings, sink: sink, clock: PeerTests.now)
    }
  }

  @Sendable static func now() -> Moment {
    Moment(nanoseconds: Int64(DispatchTime.now().uptimeNanoseconds))
  }

  @Test(arguments: [true, false])
  func cardsKeysAndTamper_areReported_clearAndSecure(isSecure: Bool) throws {
    let stage = try Stage(
      key: isSecure ? Self.keyText : "clear", reader: Samples.reader(key: isSecure ? Samples.key() : nil))
    _ = try stage.sink.health(.online)
    try stage.sink.fact(.tamper(isActive: false))
    try stage.peer.say("card 26 12345680")
    try stage.sink.fact(.card(try #require(CardBits(count: 26, bytes: hex("12345680")))))
    try stage.peer.say("keys 1234")
    try stage.sink.fact(.keys("1234"))
    try stage.peer.say("tamper 1")
    try stage.sink.fact(.tamper(isActive: true))
    try stage.peer.say("power 1")
    try stage.sink.fact(.powerFault(isActive: true))
    try stage.peer.say("inputs 01")
    try stage.sink.fact(.input(number: 0, isActive: false))
    try stage.sink.fact(.input(number: 1, isActive: true))
    #expect(stage.bus.statuses.first?.isSecure == isSecure)
    #expect(stage.bus.statuses.first?.identity?.isEmpty == false)
    stage.bus.stop()
  }

  @Test func signalsAndOutputs_reachTheReader_andNothingBeforeADecision() throws {
    let stage = try Stage(key: Self.keyText, reader: Samples.reader())
    _ = try stage.sink.health(.online)
    try stage.sink.fact(.tamper(isActive: false))
    #expect(!stage.peer.lines.since(0).contains { $0.hasPrefix("command") })
    stage.bus.show(ReaderSignal(device: Samples.device, meaning: .granted, text: "Welcome"))
    let led = try stage.peer.command("led")
    #expect(led.contains("on_color=2") && led.contains("temporary=True") && led.contains("timer_count=30"))
    #expect(try stage.peer.command("buzzer").contains("rep_count=1"))
    #expect(try stage.peer.command("text").contains("data=Welcome"))
    stage.bus.perform(
      DoorCommand(
        number: 1, door: Samples.door, action: .release(.seconds(5)), validUntil: Self.now() + .seconds(2)))
    #expect(try stage.sink.outcome(of: 1) == .written)
    #expect(try stage.peer.command("output") == "command output control_code=5 output_no=0 timer_count=50")
    stage.bus.stop()
  }

  @Test func card_waitsForTheJournal_andComesOnce() throws {
    let stage = try Stage(key: Self.keyText, reader: Samples.reader())
    _ = try stage.sink.health(.online)
    try stage.sink.fact(.powerFault(isActive: false))
    stage.sink.setJournal(.busy)
    try stage.peer.say("card 16 12AB")
    _ = try stage.sink.health(.degraded)
    stage.sink.setJournal(.committed)
    let card = ReaderFact.card(try #require(CardBits(count: 16, bytes: [0x12, 0xAB])))
    try stage.sink.fact(card)
    try stage.peer.say("card 16 3456")
    try stage.sink.fact(.card(try #require(CardBits(count: 16, bytes: [0x34, 0x56]))))
    #expect(stage.sink.reports.since(0).count { $0.fact == card } == 1)
    stage.bus.stop()
  }

  @Test func readerThatRestarts_andPanelThatRestarts_areBackWithinThreeSeconds() throws {
    var stage = try Stage(key: Self.keyText, reader: Samples.reader())
    _ = try stage.sink.health(.online)
    for round in 0..<3 {
      stage.peer.end()
      stage.peer = try Peer(stage.pair.slave, key: Self.keyText)
      let begun = Self.now()
      let mark = stage.sink.reports.mark
      try stage.peer.say("card 16 000\(round)")
      try stage.sink.fact(
        .card(try #require(CardBits(count: 16, bytes: [0, UInt8(round)]))), from: mark)
      #expect(Self.now() - begun < .seconds(3))
    }
    stage.bus.stop()
    let mark = stage.sink.inputs.mark
    let begun = Self.now()
    stage.bus = Stage.bus(stage.pair, Samples.reader(), stage.sink)
    stage.bus.start()
    _ = try stage.sink.health(.online, from: mark)
    #expect(Self.now() - begun < .seconds(3))
    stage.bus.stop()
  }

  @Test func key_isRotated_andTheReaderKeepsIt() throws {
    let new = Samples.key(0x77)
    let stage = try Stage(
      key: Self.keyText, reader: Samples.reader(key: new, previous: Samples.key()))
    let begun = Self.now()
    #expect(try stage.peer.command("keyset").contains(String(repeating: "77", count: 16)))
    _ = try stage.sink.health(.online)
    #expect(Self.now() - begun < .seconds(3))
    try stage.peer.say("card 16 12AB")
    try stage.sink.fact(.card(try #require(CardBits(count: 16, bytes: [0x12, 0xAB]))))
    stage.bus.stop()
  }

  @Test func readerInInstallMode_isRefusedUntilAnOperatorInstallsIt() throws {
    let stage = try Stage(key: Self.keyText, reader: Samples.reader(), isInstalling: true)
    try stage.sink.reports.wait(for: "refusal") {
      if case .channelRefused = $0.fact { true } else { nil }
    }
    #expect(!stage.bus.install("other", until: Self.now() + .seconds(30)))
    #expect(stage.bus.install(Samples.device, until: Self.now() + .seconds(30)))
    try stage.peer.command("keyset")
    _ = try stage.sink.health(.online)
    try stage.peer.say("card 16 12AB")
    try stage.sink.fact(.card(try #require(CardBits(count: 16, bytes: [0x12, 0xAB]))))
    #expect(!stage.sink.reports.since(0).contains { "\($0)".contains("5a5a") })
    stage.bus.stop()
  }

  @Test func lineThatIsNotThere_saysSo_andIsFoundWhenItComes() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "osdp-\(UUID().uuidString)").path
    let sink = FactSink()
    let bus = OSDPBus(
      settings: OSDPBusSettings(
        device: "line", transport: .serial(path: path, bauds: []), readers: [Samples.reader()]),
      sink: sink, clock: Self.now)
    bus.start()
    #expect(try sink.health(.offline).reason.contains("cannot open it"))
    let pair = try SerialPair()
    let peer = try Peer(pair.slave, key: Self.keyText)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: pair.master)
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try sink.health(.online)
    bus.stop()
    peer.end()
  }
}
