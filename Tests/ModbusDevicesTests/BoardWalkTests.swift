import AccessModel
import FieldPeers
import Foundation
import Testing

@testable import ModbusDevices

/// The walk over a board: what is read comes first, what moves asks first, and nothing stays on.
@Suite(.serialized) struct BoardWalkTests {
  private func barrier(_ name: String) throws -> BoardWalk {
    BoardWalk(
      barrier: try BarrierProfile(file: name, text: try Samples.profileText("barrier/\(name)")))
  }

  @Test func barrierWalk_readsBeforeItMoves_andLowersLast() throws {
    let steps = try barrier("moxa-iologik-e1214").steps
    #expect(
      steps.map(\.point) == [
        "open_limit", "closed_limit", "fault", "presence 1", "presence 2", "raise", "stop", "lower",
      ])
    #expect(steps.map(\.moves) == [false, false, false, false, false, true, true, true])
    #expect(steps.map(\.address).last == "coil 1")
    #expect(steps.allSatisfy { !$0.prompt.isEmpty })
  }

  @Test func walkOverABoard_showsEachPoint_andLeavesEveryRelayOff() throws {
    let board = try BoardDouble(.tcp, [1: [0...5], 2: [0...5], 5: [0...5]])
    board.set(2, 1, 1)
    let settings = ModbusBusSettings(device: "io", transport: .tcp(host: "127.0.0.1", port: board.port))
    let walker = try BoardWalker(settings: settings, unit: 1, wait: { _ in })
    let steps = try barrier("moxa-iologik-e1214").steps
    #expect(
      steps.prefix(5).map(walker.perform).map { $0 == .contact(isOn: true) } == [
        false, true, false, false, false,
      ])
    #expect(board.writes.isEmpty)
    let raise = try #require(steps.first { $0.point == "raise" })
    #expect(walker.perform(raise) == .acknowledged)
    #expect(board.writes == ["05 00 00 FF 00", "05 00 00 00 00"])
  }

  @Test func lockOnABoardWithAClock_isLeftToIt() throws {
    let board = try BoardDouble(.rtu, [1: [0...7], 5: [0...7, 0x200...0x207]])
    let settings = ModbusBusSettings(
      device: "io", transport: .rtuOverTCP(host: "127.0.0.1", port: board.port))
    let profile = try DoorProfile(file: "w", text: try Samples.profileText("door/waveshare-relay-8ch"))
    let steps = BoardWalk(door: profile, kind: .failSecure).steps
    #expect(steps.count == 8)
    #expect(try BoardWalker(settings: settings, unit: 1, wait: { _ in }).perform(steps[7]) == .acknowledged)
    #expect(board.writes == ["05 02 07 00 0A"])
  }

  @Test func sensor_isReadAsTheDriverReadsIt_andAMissingOneIsNamed() throws {
    let board = try BoardDouble(.rtu, [3: [6...6]])
    board.set(3, 6, 189)
    let settings = ModbusBusSettings(
      device: "io", transport: .rtuOverTCP(host: "127.0.0.1", port: board.port))
    let walker = try BoardWalker(settings: settings, unit: 1, wait: { _ in })
    let co = try InputsProfile(file: "c", text: try Samples.profileText("inputs/jxbs-3001-co"))
    #expect(BoardWalk(inputs: co).steps.map(walker.perform) == [.reading(.value(thousandths: 18_900))])
    let other = try InputsProfile(file: "v", text: try Samples.profileText("inputs/vaisala-gmp252"))
    guard case .failed(let words) = walker.perform(BoardWalk(inputs: other).steps[0]) else {
      Issue.record("there is no such register")
      return
    }
    #expect(words.contains("exception 1 (illegal function) at input_register 256"))
  }

  @Test(.enabled(if: Peers.hasPython)) func relayWhoseWriteIsNotAnswered_isSwitchedOffAllTheSame() throws {
    let peer = try Peers.pymodbus("tcp", "0", units: "1")
    let settings = ModbusBusSettings(
      device: "io", transport: .tcp(host: "127.0.0.1", port: try peer.port()),
      responseTimeout: .milliseconds(150))
    let walker = try BoardWalker(settings: settings, unit: 1, wait: { _ in })
    let raise = try #require(try barrier("moxa-iologik-e1214").steps.first { $0.point == "raise" })
    try peer.say("fault silent 1")
    guard case .failed(let words) = walker.perform(raise) else {
      Issue.record("the slave does not answer")
      return
    }
    #expect(words.contains("no answer within 150 ms"))
    #expect(words.hasSuffix("IT MAY STILL BE ON: look at the board"))
    #expect(try peer.writes() == ["5 0 1", "5 0 0", "5 0 0", "5 0 0"])
  }

  @Test(.enabled(if: Peers.hasSocat)) func serialPortThatAnotherProgramHolds_isNotShared() throws {
    let pair = try SerialPair()
    let settings = ModbusBusSettings(
      device: "io", transport: .rtu(path: pair.master, baud: 19200, parity: .none, stopBits: 1))
    let first = try ModbusLine(settings)
    let error = try #require(throws: BoardWalkError.self) {
      try BoardWalker(settings: settings, unit: 1, wait: { _ in })
    }
    #expect(error.description.contains("another program holds the port"))
    withExtendedLifetime(first) {}
  }

  @Test func boardThatIsNotThere_isToldInWords() throws {
    let settings = ModbusBusSettings(device: "io", transport: .tcp(host: "127.0.0.1", port: 1))
    let error = try #require(throws: BoardWalkError.self) {
      try BoardWalker(settings: settings, unit: 1, wait: { _ in })
    }
    #expect(error.description.contains("cannot connect: Connection refused"))
  }
}
