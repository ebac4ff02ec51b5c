internal import CModbus
internal import Foundation

/// What the wire can do at best, with nothing of Gatehouse in between: one coil of a Modbus TCP slave is
/// written.
public final class WireProbe {
  private let context: OpaquePointer
  private let port: UInt16
  private let coil: Int32

  public init(port: UInt16, coil: Int) throws(RehearsalError) {
    guard let context = modbus_new_tcp("127.0.0.1", Int32(port)), modbus_connect(context) == 0 else {
      throw .port(what: "the Modbus slave", port: port, reason: "no connection")
    }
    (self.context, self.port, self.coil) = (context, port, Int32(coil))
  }

  deinit {
    modbus_close(context)
    modbus_free(context)
  }

  /// Microseconds from the request to its answer.
  public func round() throws(RehearsalError) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    guard modbus_write_bit(context, coil, 0) == 1 else {
      throw .port(what: "the Modbus slave", port: port, reason: "no answer")
    }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1000
  }
}
