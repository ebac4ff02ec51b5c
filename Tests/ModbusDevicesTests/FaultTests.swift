import AccessModel
import FieldPeers
import Foundation
import Testing

@testable import ModbusDevices

/// What a line can do wrong: nothing is invented, nothing written twice, and all is well when it ends.
@Suite(.serialized) struct FaultTests {
  private static let tcpFaults = [
    "silent", "slow:400", "exception:2", "exception:4", "exception:6", "garbage", "wrong-transaction",
    "truncate",
    "close",
  ]
  private static let rtuFaults = [
    "silent", "slow:400", "exception:2", "garbage", "wrong-unit", "truncate", "bad-crc",
  ]
  private static let why: Comment = "needs GATEHOUSE_PEERS_PYTHON with pymodbus"
  private static let whySerial: Comment = "needs GATEHOUSE_PEERS_PYTHON with pymodbus, and socat"

  @Test(.enabled(if: Peers.hasPython, why))
  func faultOnTCP_inventsNothing_andPasses() throws {
    let peer = try Peers.pymodbus("tcp", "0")
    let transport = ModbusBusSettings.Transport.tcp(host: "127.0.0.1", port: try peer.port())
    for fault in Self.tcpFaults { try survive(fault, peer, transport) }
  }

  @Test(.enabled(if: Peers.hasSocat, whySerial))
  func faultOnRTU_inventsNothing_andPasses() throws {
    let pair = try SerialPair()
    let peer = try Peers.pymodbus("rtu", pair.slave)
    _ = try peer.port()
    let transport = ModbusBusSettings.Transport.rtu(
      path: pair.master, baud: 19200, parity: .none, stopBits: 1)
    for fault in Self.rtuFaults { try survive(fault, peer, transport) }
  }

  @Test(.enabled(if: Peers.hasPython, why))
  func faultOnRTUoverTCP_inventsNothing_andPasses() throws {
    let peer = try Peers.pymodbus("rtu_over_tcp", "0")
    let transport = ModbusBusSettings.Transport.rtuOverTCP(host: "127.0.0.1", port: try peer.port())
    for fault in Self.rtuFaults + ["close"] { try survive(fault, peer, transport) }
  }

  /// The inputs differ from what they were while the fault lasts: a late or repeated old answer would show.
  private func survive(_ fault: String, _ peer: Peer, _ transport: ModbusBusSettings.Transport) throws {
    try peer.say("set di 0 0 1\nset di 1 1 1")
    let rig = try BusRig(transport)
    _ = try rig.sink.health(.online)
    let written = peer.lines.mark
    // Before the fault: what it does may be told before the peer says that it heard.
    let mark = rig.sink.mark
    try peer.say("fault \(fault) 1")
    let state: DeviceHealth.State = fault.hasPrefix("exception") ? .degraded : .offline
    let health = try rig.sink.health(state, from: mark)
    #expect(health.reason.hasPrefix("modbus "), "\(health.reason)")

    let during = rig.sink.mark
    guard case .notReady(let reason) = try rig.sink.outcome(of: rig.perform(.raise)) else {
      Issue.record("a command to a lost unit must be refused at once")
      return
    }
    #expect(reason.hasPrefix("modbus "))
    try peer.say("set di 0 1 1\nset di 1 0 1")
    let restored = rig.sink.mark
    try peer.say("fault none 1")
    _ = try rig.sink.health(.online, from: restored)
    let after = try rig.sink.sensed(from: restored)
    #expect(after.openLimit == true && after.closedLimit == false, "\(fault)")
    // From the fault on: either nothing, or what the inputs really are.
    #expect(
      rig.sink.sensedSince(during).allSatisfy { $0.openLimit == true && $0.closedLimit == false }, "\(fault)")
    #expect(try peer.writes(from: written).isEmpty, "\(fault)")
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    try peer.write("5 0 0", from: written)
    #expect(try peer.writes(from: written) == ["5 0 1", "5 0 0"], "\(fault)")
    #expect(rig.sink.outcomes().map(\.number) == [1, 2])
  }

  @Test(.enabled(if: Peers.hasPython, why), arguments: ["silent", "truncate", "wrong-transaction", "close"])
  func writeWithoutAcknowledgement_isFailed_andNeverRepeatedLater(fault: String) throws {
    let peer = try Peers.pymodbus("tcp", "0")
    let rig = try BusRig(.tcp(host: "127.0.0.1", port: try peer.port()), poll: .seconds(60))
    _ = try rig.sink.health(.online)
    try peer.say("fault \(fault) 1")
    let number = rig.perform(.raise)
    guard case .failed(let reason) = try rig.sink.outcome(of: number) else {
      Issue.record("nobody knows whether it was written")
      return
    }
    #expect(reason.hasPrefix("modbus tcp 127.0.0.1:"))
    let tries = try peer.writes()
    // An answer that belongs to another request proves that the stream lives; all else ends it.
    #expect(tries.count <= (fault == "wrong-transaction" ? 3 : 1) && Set(tries) == ["5 0 1"])
    let mark = rig.sink.mark
    try peer.say("fault none 1")
    // The coil is on: the read-back finds it, reports it, and leaves it alone.
    let health = try rig.sink.health(.degraded, from: mark)
    #expect(health.reason.contains("raise output (coil 0) was on"))
    #expect(try peer.writes() == tries)
    #expect(rig.sink.outcomes().count == 1)
  }

  @Test(.enabled(if: Peers.hasPython, why))
  func refusedWrite_isAnsweredWithTheException() throws {
    let peer = try Peers.pymodbus("tcp", "0")
    let rig = try BusRig(.tcp(host: "127.0.0.1", port: try peer.port()), poll: .seconds(60))
    _ = try rig.sink.health(.online)
    try peer.say("fault exception:2 1")
    guard case .failed(let reason) = try rig.sink.outcome(of: rig.perform(.raise)) else {
      Issue.record("an exception is a failure")
      return
    }
    #expect(reason.contains("unit 1: exception 2 (illegal data address) writing coil 0"))
    #expect(try peer.writes() == ["5 0 1"])
  }

  @Test(.enabled(if: Peers.hasPython, why))
  func deadUnit_leavesTheOtherAlone() throws {
    let peer = try Peers.pymodbus("tcp", "0")
    let profile = try Samples.relays(pulse: 60)
    let units = [
      BarrierUnit(barrier: Samples.north, unit: 1, profile: profile),
      BarrierUnit(barrier: Samples.south, unit: 2, profile: profile),
    ]
    let rig = try BusRig(.tcp(host: "127.0.0.1", port: try peer.port()), units: units)
    _ = try rig.sink.health(.online)
    try peer.say("fault silent 2")
    let health = try rig.sink.health(.degraded)
    #expect(health.reason.contains("unit 2: no answer within 150 ms (3 tries); check power and cable"))
    let mark = rig.sink.mark
    try peer.say("set di 2 1 1")
    _ = try rig.sink.sensed(from: mark) { $0.barrier == Samples.north && $0.presence == .occupied }
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    #expect(rig.sink.sensedSince(mark).allSatisfy { $0.barrier == Samples.north })
    #expect(peer.lines.since(0).filter { $0 == "connected" }.count == 1)
    try peer.say("fault none 2")
    _ = try rig.sink.health(.online, from: mark)
    #expect(rig.sink.healths().map(\.state) == [.online, .degraded, .online])
  }
}
