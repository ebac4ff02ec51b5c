import AccessModel
import FieldContract
import FieldPeers
import Foundation
import Testing

@testable import ModbusDevices

/// Starting, refusing, stopping: what needs no slave that answers.
@Suite(.serialized) struct BusLifeTests {
  /// A listener whose queue is full: connecting to it neither succeeds nor fails.
  private final class Tarpit {
    let port: Int
    private var sockets: [Int32] = []

    init() throws {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      sockets.append(listener)
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = bind(listener, $0, size)
          listen(listener, 0)
          getsockname(listener, $0, &size)
        }
      }
      port = Int(UInt16(bigEndian: address.sin_port))
      for _ in 0..<4 {
        let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        sockets.append(filler)
        withUnsafeMutablePointer(to: &address) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(filler, $0, size) }
        }
      }
    }

    deinit { sockets.forEach { close($0) } }
  }

  @Test func deviceThatNeverAcceptsTheConnection_isOffline_andStopIsBounded() throws {
    let tarpit = try Tarpit()
    let rig = try BusRig(.tcp(host: "127.0.0.1", port: tarpit.port), responseTimeout: .milliseconds(300))
    let health = try rig.sink.health(.offline)
    #expect(health.reason.contains("cannot connect: no answer within 300 ms; check power, cable and address"))
    let begun = BusRig.now()
    rig.bus.stop()
    #expect(BusRig.now() - begun < .milliseconds(1500))
  }

  @Test func refusedConnection_isOffline_andCommandsAreRefusedAtOnce() throws {
    let rig = try BusRig(.tcp(host: "127.0.0.1", port: 1))
    let health = try rig.sink.health(.offline)
    #expect(health.reason.hasPrefix("modbus tcp 127.0.0.1:1: cannot connect: Connection refused"))
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .notReady(health.reason))
    #expect(rig.sink.sensedSince(0).isEmpty)
  }

  @Test func missingSerialDevice_isOffline_withItsPath() throws {
    let rig = try BusRig(.rtu(path: "/dev/ttyNowhere", baud: 9600, parity: .even, stopBits: 1))
    let health = try rig.sink.health(.offline)
    #expect(health.reason.hasPrefix("modbus rtu /dev/ttyNowhere: cannot open: No such file"))
  }

  @Test func busThatWasNotStarted_refuses() throws {
    let sink = FactSink()
    let bus = ModbusBus(
      settings: ModbusBusSettings(device: "io-1", transport: .tcp(host: "127.0.0.1", port: 1)), units: [],
      sink: sink, clock: BusRig.now)
    bus.perform(BarrierCommand(number: 7, barrier: "x", action: .raise, validUntil: .distantFuture))
    #expect(try sink.outcome(of: 7) == .notReady("the bus is not running"))
    bus.stop()
  }

  @Test func unknownBarrier_isNotReady() throws {
    let rig = try BusRig(.tcp(host: "127.0.0.1", port: 1))
    rig.bus.perform(BarrierCommand(number: 7, barrier: "x", action: .raise, validUntil: .distantFuture))
    guard case .notReady(let reason) = try rig.sink.outcome(of: 7) else {
      Issue.record("answered otherwise")
      return
    }
    #expect(reason == "barrier x is not on modbus tcp 127.0.0.1:1")
  }

  @Test(.enabled(if: Peers.hasPython, "needs GATEHOUSE_PEERS_PYTHON with pymodbus"))
  func fullQueue_isNotReady_andEveryCommandIsAnsweredOnce() throws {
    let peer = try Peers.pymodbus("tcp", "0")
    let rig = try BusRig(
      .tcp(host: "127.0.0.1", port: try peer.port()), poll: .seconds(60), responseTimeout: .seconds(1),
      retries: 0)
    _ = try rig.sink.health(.online)
    try peer.say("fault silent 1")
    let numbers = (0..<20).map { _ in rig.perform(.raise, validFor: .milliseconds(300)) }
    let results = try numbers.map { try rig.sink.outcome(of: $0) }
    #expect(results.filter { $0 == .notReady("16 commands are already waiting") }.count == 4)
    #expect(rig.sink.outcomes().map(\.number).sorted() == numbers)
    #expect(try peer.writes() == ["5 0 1"])
  }

  @Test(.enabled(if: Peers.hasPython, "needs GATEHOUSE_PEERS_PYTHON with pymodbus"))
  func fullSink_isToldAgain() throws {
    let peer = try Peers.pymodbus("tcp", "0")
    let rig = try BusRig(.tcp(host: "127.0.0.1", port: try peer.port()))
    _ = try rig.sink.health(.online)
    rig.sink.setFull(true)
    let number = rig.perform(.raise)
    try peer.write("5 0 0")
    try peer.say("set di 2 1 1")
    let mark = rig.sink.mark
    rig.sink.setFull(false)
    #expect(try rig.sink.outcome(of: number) == .written)
    _ = try rig.sink.sensed(from: mark) { $0.presence == .occupied }
  }

  @Test func doorbell_ringsOnce_andKeepsARingForTheNextWait() {
    let bell = Doorbell()
    bell.ring()
    #expect(bell.wait(atMost: .seconds(10)))
    let begun = BusRig.now()
    #expect(!bell.wait(atMost: .milliseconds(30)))
    #expect(BusRig.now() - begun >= .milliseconds(30))
  }
}
