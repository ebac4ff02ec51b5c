import AccessModel
import FieldContract
import FieldPeers
import Testing

@testable import OSDPReaders

/// The bus and its thread, over TCP.
@Suite(.serialized) struct BusTests {
  private func bus(_ port: Int, _ sink: FactSink) -> OSDPBus {
    OSDPBus(
      settings: OSDPBusSettings(
        device: "line", transport: .tcp(host: "127.0.0.1", port: port), readers: [Samples.reader()]),
      sink: sink, clock: PeerTests.now)
  }

  private func command(_ number: UInt64, door: DoorID = Samples.door) -> DoorCommand {
    DoorCommand(number: number, door: door, action: .secure, validUntil: PeerTests.now() + .seconds(5))
  }

  @Test func readerBehindAConverter_isServed_alsoAfterTheConnectionWasCut() throws {
    let converter = try ConverterDouble(ReaderDouble())
    defer { converter.close() }
    let sink = FactSink()
    let bus = bus(converter.port, sink)
    bus.start()
    _ = try sink.health(.online)
    converter.withReader { $0.present([1, 2]) }
    try sink.fact(.card(try #require(CardBits(count: 16, bytes: [1, 2]))))
    let mark = sink.inputs.mark
    converter.connections.since(0).forEach(ConverterDouble.cut)
    #expect(try sink.health(.offline, from: mark).reason.contains("the other side closed it"))
    _ = try sink.health(.online, from: mark)
    bus.perform(command(1))
    #expect(try sink.outcome(of: 1) == .written)
    #expect(converter.withReader { $0.outputs } == [[0, 1, 0, 0]])
    bus.stop()
  }

  @Test func commandToAnUnknownDoor_andToAStoppedBus_areAnswered() throws {
    let converter = try ConverterDouble(ReaderDouble())
    defer { converter.close() }
    let sink = FactSink()
    let bus = bus(converter.port, sink)
    bus.start()
    _ = try sink.health(.online)
    bus.perform(command(1, door: "elsewhere"))
    guard case .notReady(let words) = try sink.outcome(of: 1) else {
      Issue.record("a door that is not ours")
      return
    }
    #expect(words.contains("no reader of osdp tcp"))
    bus.stop()
    bus.perform(command(2))
    #expect(try sink.outcome(of: 2) == .notReady("the bus is not running"))
  }

  @Test func converterThatIsNotThere_isSaid_andStopReturns() throws {
    let converter = try ConverterDouble(ReaderDouble())
    converter.close()
    let sink = FactSink()
    let bus = bus(converter.port, sink)
    bus.start()
    #expect(try sink.health(.offline).reason.contains("cannot connect"))
    let begun = PeerTests.now()
    bus.stop()
    #expect(PeerTests.now() - begun < .seconds(2))
  }
}
