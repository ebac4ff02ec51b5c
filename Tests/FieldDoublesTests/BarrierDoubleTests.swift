import AccessModel
import CModbus
import FieldDoubles
import Testing

@Suite struct BarrierDoubleTests {
  /// A master on libmodbus.
  private final class Master {
    let context: OpaquePointer

    init?(port: UInt16, responseMilliseconds: UInt32 = 1000) {
      guard let context = modbus_new_tcp("127.0.0.1", Int32(port)) else { return nil }
      modbus_set_response_timeout(context, 0, responseMilliseconds * 1000 - 1)
      guard modbus_connect(context) == 0 else {
        modbus_free(context)
        return nil
      }
      self.context = context
    }

    deinit {
      modbus_close(context)
      modbus_free(context)
    }

    func write(coil: Int32, _ isOn: Bool) -> Bool { modbus_write_bit(context, coil, isOn ? 1 : 0) == 1 }

    /// Open limit, closed limit, presence, fault.
    func inputs() -> [Bool]? {
      var bits = [UInt8](repeating: 0, count: 4)
      return modbus_read_input_bits(context, 0, 4, &bits) == 4 ? bits.map { $0 != 0 } : nil
    }
  }

  @Test func raisePulse_opensTheBoom_andTheInputsSayIt() async throws {
    let barrier = try BarrierDouble(name: "test", travel: .milliseconds(50))
    defer { barrier.stop() }
    let master = try #require(Master(port: barrier.port))
    #expect(master.inputs() == [false, true, false, false])
    #expect(master.write(coil: 0, true))
    try await barrier.state.until("open", within: .seconds(5)) { $0.motion.openLimit }
    #expect(master.write(coil: 0, false))
    barrier.vehicleArrives()
    #expect(master.inputs() == [true, false, true, false])
    barrier.vehicleLeaves()
    #expect(master.write(coil: 1, true))
    try await barrier.state.until("closed", within: .seconds(5)) { $0.motion.closedLimit }
    #expect(barrier.state.value.commands.map(\.action) == [.raise, .lower])
    #expect(barrier.state.value.motion.struckVehicles == 0)
  }

  @Test func heldCoil_isOneCommand_untilItIsReleased() async throws {
    let barrier = try BarrierDouble(name: "test")
    defer { barrier.stop() }
    let master = try #require(Master(port: barrier.port))
    #expect(master.write(coil: 0, true) && master.write(coil: 0, true) && master.write(coil: 0, false))
    #expect(master.write(coil: 0, true))
    // The answer to the last write may be here before its effect; what would come too much has come by
    // then.
    try await barrier.state.until("a second command", within: .seconds(5)) { $0.raises >= 2 }
    #expect(master.inputs() != nil)
    #expect(barrier.state.value.raises == 2)
  }

  @Test func severalMasters_areAnswered_andMayGoAway() throws {
    let barrier = try BarrierDouble(name: "test")
    defer { barrier.stop() }
    let first = try #require(Master(port: barrier.port))
    for _ in 0..<20 {
      let passing = try #require(Master(port: barrier.port))
      #expect(passing.inputs() == [false, true, false, false])
    }
    #expect(first.inputs() == [false, true, false, false])
  }

  @Test func silentBarrier_answersNothing_andObeysNothing() throws {
    let barrier = try BarrierDouble(name: "test")
    defer { barrier.stop() }
    barrier.inject(.silent)
    let master = try #require(Master(port: barrier.port, responseMilliseconds: 100))
    #expect(!master.write(coil: 0, true))
    #expect(barrier.state.value.raises == 0)
  }

  @Test func portInUse_isAnErrorThatNamesIt() throws {
    let barrier = try BarrierDouble(name: "first")
    defer { barrier.stop() }
    let error = #expect(throws: RehearsalError.self) {
      try BarrierDouble(name: "second", port: barrier.port)
    }
    #expect(error?.description.contains("second cannot listen on port \(barrier.port)") == true)
  }
}
