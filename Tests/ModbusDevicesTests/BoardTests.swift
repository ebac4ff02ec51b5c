import AccessModel
import FieldPeers
import Foundation
import Testing

@testable import ModbusDevices

/// Each shipped profile against a board with exactly the addresses of its published map.
@Suite(.serialized) struct BoardTests {
  private static let waveshare: BoardDouble.Map = [
    1: [0...7], 2: [0...7], 5: [0...7, 0xFF...0xFF, 0x200...0x207, 0x400...0x407],
  ]
  private static let moxa: BoardDouble.Map = [
    1: [0...5, 16...21], 2: [0...5], 3: [32...32, 36...41, 52...57], 4: [16...27, 48...48],
    5: [0...5, 16...21], 6: [36...41, 52...57],
  ]
  private static let adam: BoardDouble.Map = [1: [0...5, 16...21], 3: [0...11], 5: [16...21]]
  private static let roger: BoardDouble.Map = [3: [0x157C...0x1581, 0x1711...0x1712], 6: [0x1965...0x1965]]

  private func barrier(_ name: String, unit: Int = 1) throws -> BarrierUnit {
    let text = try Samples.profileText("barrier/\(name)")
    return BarrierUnit(
      barrier: Samples.north, unit: unit, profile: try BarrierProfile(file: name, text: text))
  }

  @Test func waveshareOverRTUoverTCP_pulsesByItsOwnClock() throws {
    let board = try BoardDouble(.rtu, Self.waveshare)
    board.set(2, 1, 1)
    let rig = try BusRig(
      .rtuOverTCP(host: "127.0.0.1", port: board.port), units: [try barrier("waveshare-relay-8ch")])
    let sensed = try rig.sink.sensed()
    #expect(sensed.closedLimit == true && sensed.openLimit == false && sensed.presence == .clear)
    _ = try rig.sink.health(.online)
    #expect(board.writes.isEmpty)
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    #expect(try rig.sink.outcome(of: rig.perform(.lower)) == .written)
    // 500 ms are five ticks; what opposes a command is let go of first, for nobody knows when the board did.
    #expect(
      board.writes == [
        "05 02 00 00 05", "05 00 00 00 00", "05 02 01 00 05",
      ])
  }

  @Test(arguments: [
    ("moxa-iologik-e1214", moxa, 2 as UInt8, 1, "05 00 00 FF 00"),
    ("advantech-adam-6060", adam, 1 as UInt8, 1, "05 00 10 FF 00"),
  ])
  func ioBoard_isReadAndRaisedAtItsPublishedAddresses(
    name: String, map: BoardDouble.Map, function: UInt8, closed: Int, raise: String
  ) throws {
    let board = try BoardDouble(.tcp, map)
    board.set(function, closed, 1)
    let rig = try BusRig(.tcp(host: "127.0.0.1", port: board.port), units: [try barrier(name)])
    let sensed = try rig.sink.sensed()
    #expect(sensed.closedLimit == true && sensed.openLimit == false && sensed.fault == false)
    _ = try rig.sink.health(.online)
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    #expect(board.writes.first == raise)
  }

  @Test func rogerGate_isCommandedThroughItsRegister() throws {
    let board = try BoardDouble(.rtu, Self.roger)
    board.set(3, 0x1711, 0x8C)
    let rig = try BusRig(
      .rtuOverTCP(host: "127.0.0.1", port: board.port), units: [try barrier("roger-b70", unit: 10)])
    let sensed = try rig.sink.sensed()
    #expect(sensed.closedLimit == true && sensed.presence == .unknown && sensed.arming == .unknown)
    _ = try rig.sink.health(.online)
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    #expect(try board.write("06 19 65 68 02") == [0x0A, 6, 0x19, 0x65, 0x68, 2, 0x31, 0xF3])
  }

  @Test func threeLoops_areToldApart() throws {
    let board = try BoardDouble(.tcp, [1: [0...1], 2: [0...5], 5: [0...1]])
    board.set(2, 4, 1)
    let rig = try BusRig(
      .tcp(host: "127.0.0.1", port: board.port), units: [try barrier("generic-three-loop")])
    let first = try rig.sink.sensed()
    #expect(first.arming == .occupied && first.presence == .clear && first.passage == .clear)
    let mark = rig.sink.mark
    board.set(2, 4, 0)
    board.set(2, 5, 1)
    let later = try rig.sink.sensed(from: mark) { $0.passage == .occupied }
    #expect(later.arming == .clear && later.presence == .clear)
  }

  @Test(.enabled(if: Samples.payload("modbus/waveshare_relay_8ch.csv") != nil, "needs the sample payloads"))
  func waveshareFrames_areTheVendorsOwn() throws {
    let text = try #require(Samples.payload("modbus/waveshare_relay_8ch.csv"))
    let published = text.split(separator: "\n").filter { $0.contains("crc ok") }
      .compactMap { $0.split(separator: ";").first.map(String.init) }
    #expect(published.count >= 10)
    let profile = try DoorProfile(
      file: "w", text: try Samples.profileText("door/waveshare-relay-8ch"))
    let board = try BoardDouble(.rtu, Self.waveshare)
    let doors = (1...5).compactMap { channel in
      profile.lock(channel: channel, kind: .failSecure).map {
        DoorUnit(door: DoorID("door-\(channel)"), unit: 1, lock: $0)
      }
    }
    let rig = try BusRig(.rtuOverTCP(host: "127.0.0.1", port: board.port), units: [], doors: doors)
    _ = try rig.sink.health(.online)
    for (index, door) in doors.enumerated() {
      for (offset, action) in [DoorAction.holdReleased, .secure].enumerated() {
        let number = UInt64(100 + index * 2 + offset)
        rig.bus.perform(
          DoorCommand(number: number, door: door.door, action: action, validUntil: .distantFuture))
        #expect(try rig.sink.doorOutcome(of: number) == .written)
      }
    }
    let sent = board.frames.since(0).filter { $0[1] == 5 }
      .map { $0.map { String(format: "%02X", $0) }.joined(separator: " ") }
    #expect(sent == published.map { $0.trimmingCharacters(in: .whitespaces) })
  }

  @Test(.enabled(if: Samples.payload("roger_gate/serial_open.txt") != nil, "needs the sample payloads"))
  func rogerFrames_areTheRecordedOnes() throws {
    let text = try #require(Samples.payload("roger_gate/serial_open.txt"))
    let open = BoardDouble.withCRC([0x0A, 6, 0x19, 0x65, 0x68, 2])
    let limits = BoardDouble.withCRC([0x0A, 3, 0x17, 0x11, 0, 2])
    for frame in [open, limits] {
      #expect(text.contains(frame.map { String(format: "%02X", $0) }.joined(separator: " ")))
    }
  }

  @Test func doorOnWaveshare_isReleasedByTheBoardsClock() throws {
    let board = try BoardDouble(.rtu, Self.waveshare)
    let profile = try DoorProfile(
      file: "w", text: try Samples.profileText("door/waveshare-relay-8ch"))
    let lock = try #require(profile.lock(channel: 3, kind: .failSecure))
    let rig = try BusRig(
      .rtuOverTCP(host: "127.0.0.1", port: board.port), units: [],
      doors: [DoorUnit(door: Samples.door, unit: 1, lock: lock)])
    _ = try rig.sink.health(.online)
    #expect(board.writes.isEmpty)
    rig.bus.perform(
      DoorCommand(
        number: 9, door: Samples.door, action: .release(.seconds(5)), validUntil: .distantFuture))
    #expect(try rig.sink.doorOutcome(of: 9) == .written)
    #expect(board.writes == ["05 02 02 00 32"])
    #expect(profile.lock(channel: 9, kind: .failSecure) == nil)
  }

  @Test func sensors_sayWhatTheirDocumentsSay() throws {
    let board = try BoardDouble(.rtu, [3: [6...6], 4: [101...103, 256...257]])
    board.set(3, 6, 0x00BD)
    board.set(4, 101, 40)
    board.set(4, 256, 415)
    let units = try [("jxbs-3001-co", "co"), ("copeland-c-series", "gas"), ("vaisala-gmp252", "co2")].map {
      name, channel in
      let profile = try InputsProfile(file: name, text: try Samples.profileText("inputs/\(name)"))
      let mapping = InputMapping(
        point: InputPointID(channel), channel: try #require(profile.channel(channel)))
      return InputsUnit(unit: 1, profile: profile, points: [mapping])
    }
    let rig = try BusRig(.rtuOverTCP(host: "127.0.0.1", port: board.port), units: [], inputs: units)
    #expect(try rig.sink.input("co").reading == .value(thousandths: 18_900))
    #expect(try rig.sink.input("gas").reading == .value(thousandths: 40_000))
    #expect(try rig.sink.input("co2").reading == .value(thousandths: 415_000))
    let mark = rig.sink.mark
    board.set(4, 102, 0x10)
    guard
      case .faulty = try rig.sink.input("gas", from: mark, where: { $0 != .value(thousandths: 40_000) })
        .reading
    else {
      Issue.record("a value under a fault bit is none")
      return
    }
  }
}
