import CModbus
import FieldDoubles
import Testing

@Suite struct InputBoardDoubleTests {
  @Test func whatIsWired_isRead_asItChanges() throws {
    let board = try InputBoardDouble(name: "test", contacts: 2, registers: 7)
    defer { board.stop() }
    let master = try #require(modbus_new_tcp("127.0.0.1", Int32(board.port)))
    defer { modbus_free(master) }
    try #require(modbus_connect(master) == 0)
    defer { modbus_close(master) }
    var (contacts, registers) = ([UInt8](repeating: 9, count: 2), [UInt16](repeating: 9, count: 1))
    #expect(modbus_read_input_bits(master, 0, 2, &contacts) == 2 && contacts == [0, 0])
    board.wires.update {
      $0.contacts[1] = true
      $0.registers[6] = 1500
    }
    #expect(modbus_read_input_bits(master, 0, 2, &contacts) == 2 && contacts == [0, 1])
    #expect(modbus_read_registers(master, 6, 1, &registers) == 1 && registers == [1500])
    modbus_set_response_timeout(master, 0, 100_000)
    board.wires.update { $0.isSilent = true }
    #expect(modbus_read_registers(master, 6, 1, &registers) == -1)
  }
}
