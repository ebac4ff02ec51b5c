import AccessModel
import FieldPeers
import Foundation
import Testing

@testable import ModbusDevices

/// The same behaviour against each slave, over each transport.
@Suite(.serialized) struct SlaveTests {
  enum Slave: String, CaseIterable, CustomTestStringConvertible {
    case pymodbusTCP, pymodbusRTU, pymodbusRTUoverTCP, libmodbusTCP

    static var present: [Slave] {
      allCases.filter { slave in
        switch slave {
        case .pymodbusTCP, .pymodbusRTUoverTCP: Peers.hasPython
        case .pymodbusRTU: Peers.hasSocat
        case .libmodbusTCP: Peers.hasCompiler
        }
      }
    }

    var testDescription: String { rawValue }
  }

  private struct Stage {
    let peer: Peer
    let transport: ModbusBusSettings.Transport
    var serial: SerialPair?

    init(_ slave: Slave) throws {
      switch slave {
      case .pymodbusTCP: peer = try Peers.pymodbus("tcp", "0")
      case .libmodbusTCP: peer = try Peers.libmodbus()
      case .pymodbusRTUoverTCP:
        peer = try Peers.pymodbus("rtu_over_tcp", "0")
        transport = .rtuOverTCP(host: "127.0.0.1", port: try peer.port())
        return
      case .pymodbusRTU:
        let pair = try SerialPair()
        serial = pair
        peer = try Peers.pymodbus("rtu", pair.slave)
        _ = try peer.port()
        transport = .rtu(path: pair.master, baud: 19200, parity: .none, stopBits: 1)
        return
      }
      transport = .tcp(host: "127.0.0.1", port: try peer.port())
    }
  }

  private static let why: Comment = "needs GATEHOUSE_PEERS_PYTHON with pymodbus (and socat), or /usr/bin/cc"

  @Test(.enabled(if: !Slave.present.isEmpty, why), arguments: Slave.present)
  func inputs_areSensed_andNothingIsWrittenAtStart(slave: Slave) throws {
    let stage = try Stage(slave)
    try stage.peer.say("set di 1 1 1")
    let rig = try BusRig(stage.transport)
    let first = try rig.sink.sensed()
    #expect(first.closedLimit == true && first.openLimit == false && first.fault == false)
    #expect(first.presence == .clear)
    _ = try rig.sink.health(.online)
    let mark = rig.sink.mark
    try stage.peer.say("set di 2 1 1")
    _ = try rig.sink.sensed(from: mark) { $0.presence == .occupied }
    #expect(try stage.peer.writes().isEmpty)
  }

  @Test(.enabled(if: !Slave.present.isEmpty, why), arguments: Slave.present)
  func raise_pulsesItsCoil_andLowerReleasesItFirst(slave: Slave) throws {
    let stage = try Stage(slave)
    let rig = try BusRig(stage.transport)
    _ = try rig.sink.health(.online)
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    try stage.peer.write("5 0 0")
    #expect(try stage.peer.writes() == ["5 0 1", "5 0 0"])
    let mark = stage.peer.lines.mark
    rig.perform(.raise)
    #expect(try rig.sink.outcome(of: rig.perform(.lower)) == .written)
    try stage.peer.write("5 1 0", from: mark)
    #expect(try stage.peer.writes(from: mark) == ["5 0 1", "5 0 0", "5 1 1", "5 1 0"])
  }

  @Test(.enabled(if: !Slave.present.isEmpty, why), arguments: Slave.present)
  func coilFoundOn_isReported_notWritten_andReleasedByTheNextCommand(slave: Slave) throws {
    let stage = try Stage(slave)
    try stage.peer.say("set co 0 1 1")
    let rig = try BusRig(stage.transport)
    let health = try rig.sink.health(.degraded)
    #expect(health.reason.contains("unit 1: raise output (coil 0) was on"))
    #expect(try stage.peer.writes().isEmpty)
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    #expect(try stage.peer.writes().prefix(2) == ["5 0 0", "5 0 1"])
    _ = try rig.sink.health(.online)
  }

  @Test(.enabled(if: !Slave.present.isEmpty, why), arguments: Slave.present)
  func slaveThatRestarts_isFoundAgain_andNothingOldIsWritten(slave: Slave) throws {
    let stage = try Stage(slave)
    let rig = try BusRig(stage.transport)
    _ = try rig.sink.health(.online)
    stage.peer.end()
    let mark = rig.sink.mark
    let offline = try rig.sink.health(.offline)
    guard case .notReady(let reason) = try rig.sink.outcome(of: rig.perform(.raise)) else {
      Issue.record("a command to a dead slave must be refused")
      return
    }
    #expect(reason == offline.reason)
    let again: Peer
    switch stage.transport {
    case .tcp(_, let port):
      again =
        slave == .libmodbusTCP
        ? try Peers.libmodbus(port: port) : try Peers.pymodbus("tcp", String(port))
    case .rtuOverTCP(_, let port): again = try Peers.pymodbus("rtu_over_tcp", String(port))
    case .rtu: again = try Peers.pymodbus("rtu", try #require(stage.serial).slave)
    }
    _ = try rig.sink.health(.online, from: mark)
    #expect(try again.writes().isEmpty)
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
  }

  @Test(.enabled(if: !Slave.present.isEmpty, why), arguments: Slave.present)
  func stop_endsARunningPulse_andReturns(slave: Slave) throws {
    let stage = try Stage(slave)
    let unit = BarrierUnit(barrier: Samples.north, unit: 1, profile: try Samples.relays(pulse: 10_000))
    let rig = try BusRig(stage.transport, units: [unit])
    _ = try rig.sink.health(.online)
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    rig.bus.stop()
    #expect(try stage.peer.writes() == ["5 0 1", "5 0 0"])
    guard case .notReady = try rig.sink.outcome(of: rig.perform(.raise)) else {
      Issue.record("a stopped bus takes no command")
      return
    }
  }

  @Test(.enabled(if: Peers.hasCompiler, "needs /usr/bin/cc"))
  func raise_isOnTheWireAtOnce_whateverThePollPeriod() throws {
    let stage = try Stage(.libmodbusTCP)
    let rig = try BusRig(stage.transport, poll: .seconds(60))
    _ = try rig.sink.health(.online)
    let begun = BusRig.now()
    rig.perform(.raise)
    let line = try stage.peer.write("5 0 1")
    let arrived = try #require(line.split(separator: " ").last.flatMap { Int64($0) })
    #expect(Moment(nanoseconds: arrived) - begun < .seconds(1))
  }
}
