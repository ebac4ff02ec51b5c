/// Contacts and sensors behind a Modbus TCP slave that answers for every unit; listens from `init` to `stop`.
public final class InputBoardDouble: Sendable {
  /// What is wired to it.
  public struct Wires: Sendable {
    /// Discrete inputs from address 0.
    public var contacts: [Bool] = []
    /// Holding registers from address 0.
    public var registers: [UInt16] = []
    /// Takes requests and says nothing.
    public var isSilent = false
  }

  public let wires: Watched<Wires>
  private let slave: ModbusSlave

  /// Where a master finds it.
  public var port: UInt16 { slave.port }

  /// Everything is inactive and 0 at first.
  public init(
    name: String, contacts: Int, registers: Int, address: String = "127.0.0.1", port: UInt16 = 0
  ) throws(RehearsalError) {
    let wires = Watched(
      Wires(
        contacts: Array(repeating: false, count: contacts), registers: Array(repeating: 0, count: registers)))
    self.wires = wires
    slave = try ModbusSlave(
      name: name, address: address, port: port,
      behaviour: ModbusBehaviour(
        answers: { !wires.read(\.isSilent) }, inputs: { wires.read(\.contacts) },
        registers: { wires.read(\.registers) },
        coilsAfterRequest: { _, _ in }, mastersChanged: { _ in }, tick: { -1 }))
  }

  /// Closes the port and every connection. Call it once.
  public func stop() { slave.stop() }
}
