import AccessModel
import Testing

@testable import ModbusDevices

@Suite struct OutputBoardTests {
  private func board(_ outputs: String? = nil, off: [Int] = []) throws -> OutputBoard {
    var board = OutputBoard(try outputs.map { try Samples.profile($0) } ?? Samples.relays())
    for address in off { board.learn(WireAddress(table: .coil, address: address), is: 0) }
    return board
  }

  /// `coil=value` of each write.
  private func words(_ writes: [OutputWrite]) -> [String] { writes.map { "\($0.at.address)=\($0.value)" } }

  @Test func knownOff_takesOneWrite() throws {
    #expect(words(try board(off: [0, 1, 2]).writes(for: .raise)) == ["0=1"])
  }

  @Test func unknownOutputs_areReleasedFirst() throws {
    #expect(words(try board().writes(for: .raise)) == ["1=0", "2=0", "0=0", "0=1"])
  }

  @Test func opposite_isReleasedBeforeTheCommand() throws {
    var board = try board(off: [0, 1, 2])
    for write in board.writes(for: .raise) { board.wrote(write, at: .zero) }
    #expect(words(board.writes(for: .lower)) == ["0=0", "1=1"])
  }

  @Test func outputFoundOn_isReleasedToMakeAnEdge() throws {
    var board = try board(off: [0, 1, 2])
    board.learn(WireAddress(table: .coil, address: 0), is: 1)
    #expect(board.strays.map(\.at.address) == [0])
    #expect(words(board.writes(for: .raise)) == ["0=0", "0=1"])
  }

  @Test func pulse_endsAfterItsLength() throws {
    var board = try board(off: [0, 1, 2])
    for write in board.writes(for: .raise) { board.wrote(write, at: .zero + .seconds(5)) }
    let release = try #require(board.nextRelease)
    #expect(release.due == .zero + .milliseconds(5100))
    #expect(release.write.value == 0)
    board.wrote(release.write, at: release.due)
    #expect(board.nextRelease == nil)
    #expect(board.strays.isEmpty)
  }

  @Test func samePulseAgain_isProlonged_withoutAnEdge() throws {
    var board = try board(off: [0, 1, 2])
    for write in board.writes(for: .raise) { board.wrote(write, at: .zero) }
    #expect(words(board.writes(for: .raise)) == ["0=1"])
  }

  @Test func runningPulse_isNoStray_andForgottenWithTheConnection() throws {
    var board = try board(off: [0, 1, 2])
    for write in board.writes(for: .raise) { board.wrote(write, at: .zero) }
    #expect(board.strays.isEmpty)
    board.forget()
    #expect(board.nextRelease == nil)
  }

  @Test func stop_releasesBoth_thenStops() throws {
    #expect(words(try board().writes(for: .stop)) == ["0=0", "1=0", "2=0", "2=1"])
  }

  @Test func heldOutputs_stopByRelease_whateverIsBelieved() throws {
    let outputs = "  raise: {coil: 0, kind: level}\n  lower: {coil: 1, kind: level}"
    #expect(try Samples.profile(outputs).canPerform(.stop))
    #expect(words(try board(outputs, off: [0, 1]).writes(for: .stop)) == ["0=0", "1=0"])
  }

  @Test func pulsesWithoutStopOutput_cannotStop() throws {
    #expect(!(try Samples.profile("  raise: {coil: 0}\n  lower: {coil: 1}").canPerform(.stop)))
  }

  @Test func oneHeldCoil_raisesAndLowers_withOneWriteEach() throws {
    let outputs = "  raise: {coil: 0, kind: level}\n  lower: {coil: 0, kind: level, inverted: true}"
    var board = try board(outputs)
    #expect(words(board.writes(for: .raise)) == ["0=1"])
    for write in board.writes(for: .raise) { board.wrote(write, at: .zero) }
    #expect(words(board.writes(for: .lower)) == ["0=0"])
    #expect(board.nextRelease == nil)
    #expect(!(try Samples.profile(outputs).canPerform(.stop)))
  }

  @Test func commandRegister_needsNoRelease() throws {
    let board = try board(
      "  raise: {holding_register: 1, value: 2}\n  lower: {holding_register: 1, value: 4}")
    #expect(words(board.writes(for: .lower)) == ["1=4"])
  }

  /// Whatever comes in whatever order, no reachable state has both moving outputs on.
  @Test func raiseAndLower_areNeverOnTogether() throws {
    for start in 0..<4 {
      for sequence in 0..<81 {
        var board = try board()
        var coils = [start & 1, start >> 1, 0]
        var rest = sequence
        for step in 0..<4 {
          for write in board.writes(for: BarrierAction.allCases[rest % 3]) {
            coils[write.at.address] = Int(write.value)
            board.wrote(write, at: .zero + .seconds(Int64(step)))
            #expect(coils[0] + coils[1] < 2 || write.isRelease, "\(start) \(sequence)")
          }
          rest /= 3
        }
      }
    }
  }
}
