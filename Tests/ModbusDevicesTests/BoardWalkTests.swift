import AccessModel
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
    let walker = try BoardWalker(settings: settings, unit: 1)
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
    #expect(try BoardWalker(settings: settings, unit: 1).perform(steps[7]) == .acknowledged)
    #expect(board.writes == ["05 02 07 00 0A"])
  }

  @Test func sensor_isReadAsTheDriverReadsIt_andAMissingOneIsNamed() throws {
    let board = try BoardDouble(.rtu, [3: [6...6]])
    board.set(3, 6, 189)
    let settings = ModbusBusSettings(
      device: "io", transport: .rtuOverTCP(host: "127.0.0.1", port: board.port))
    let walker = try BoardWalker(settings: settings, unit: 1)
    let co = try InputsProfile(file: "c", text: try Samples.profileText("inputs/jxbs-3001-co"))
    #expect(BoardWalk(inputs: co).steps.map(walker.perform) == [.reading(.value(thousandths: 18_900))])
    let other = try InputsProfile(file: "v", text: try Samples.profileText("inputs/vaisala-gmp252"))
    guard case .failed(let words) = walker.perform(BoardWalk(inputs: other).steps[0]) else {
      Issue.record("there is no such register")
      return
    }
    #expect(words.contains("exception 1 (illegal function) at input_register 256"))
  }

  @Test func boardThatIsNotThere_isToldInWords() throws {
    let settings = ModbusBusSettings(device: "io", transport: .tcp(host: "127.0.0.1", port: 1))
    let error = try #require(throws: BoardWalkError.self) { try BoardWalker(settings: settings, unit: 1) }
    #expect(error.description.contains("cannot connect: Connection refused"))
  }
}
