internal import AccessModel
internal import CModbus
internal import Foundation

/// One open connection of libmodbus, used by one thread; its deinit closes and frees it, so no path leaks
/// it.
final class ModbusLine {
  private let context: OpaquePointer
  private let bits: UnsafeMutablePointer<UInt8>

  /// libmodbus waits with `select`, whose sets end here; the margin covers what other threads open
  /// meanwhile.
  static let descriptorMax = 1024 - 64

  /// Opens the line; takes at most one response timeout for each address that the host name has.
  init(
    _ settings: ModbusBusSettings, descriptorMax: Int = ModbusLine.descriptorMax
  ) throws(ModbusFault) {
    guard Self.canOpen(below: descriptorMax) else { throw .crowded(openMax: descriptorMax) }
    let made =
      switch settings.transport {
      case .tcp(let host, let port): modbus_new_tcp_pi(host, String(port))
      case .rtu(let path, let baud, let parity, let stopBits):
        modbus_new_rtu(path, Int32(clamping: baud), parity.letter, 8, Int32(clamping: stopBits))
      }
    guard let made else { throw .misconfigured("libmodbus refuses \(settings.words)") }
    context = made
    bits = .allocate(capacity: ReadRequest.countMax)
    let timeout = settings.responseTimeout.nanoseconds / 1000
    modbus_set_response_timeout(made, UInt32(timeout / 1_000_000), UInt32(timeout % 1_000_000))
    // Zero: the whole answer must arrive within the response timeout, so that a device that dribbles
    // one byte at a time cannot hold the bus.
    modbus_set_byte_timeout(made, 0, 0)
    if modbus_connect(made) == -1 {
      let code = errno
      throw .unreachable(
        code == EINPROGRESS || code == ETIMEDOUT
          ? "no answer within \(settings.responseTimeout.milliseconds) ms" : Self.words(of: code))
    }
    if !settings.isSerial { try forgetUnsentBytes(after: settings.responseTimeout) }
  }

  deinit {
    modbus_close(context)
    modbus_free(context)
    bits.deallocate()
  }

  /// Reads neighbouring values into the image.
  func read(_ request: ReadRequest, unit: Int, into image: inout [UInt16]) throws(ModbusFault) {
    precondition(request.count <= ReadRequest.countMax && request.offset + request.count <= image.count)
    try prepare(unit)
    let (address, count) = (Int32(request.address), Int32(request.count))
    let answered: Int32
    switch request.table {
    case .coil: answered = modbus_read_bits(context, address, count, bits)
    case .discreteInput: answered = modbus_read_input_bits(context, address, count, bits)
    case .holdingRegister, .inputRegister:
      answered = image.withUnsafeMutableBufferPointer { words in
        let target = words.baseAddress?.advanced(by: request.offset)
        return request.table == .holdingRegister
          ? modbus_read_registers(context, address, count, target)
          : modbus_read_input_registers(context, address, count, target)
      }
    }
    guard answered == count else { throw fault(answered) }
    if request.table.isBits {
      for index in 0..<request.count { image[request.offset + index] = UInt16(bits[index]) }
    }
  }

  /// Writes one coil or one register.
  func write(_ write: OutputWrite, unit: Int) throws(ModbusFault) {
    try prepare(unit)
    let address = Int32(write.at.address)
    let answered =
      write.at.table == .coil
      ? modbus_write_bit(context, address, write.value == 0 ? 0 : 1)
      : modbus_write_register(context, address, write.value)
    guard answered == 1 else { throw fault(answered) }
  }

  /// The kernel would go on sending a write for minutes after the line was given up, and a board would
  /// obey it when the cable comes back: closing throws away what was not sent, and so does a process
  /// that hangs.
  private func forgetUnsentBytes(after timeout: Span) throws(ModbusFault) {
    let socket = modbus_get_socket(context)
    var discard = linger(l_onoff: 1, l_linger: 0)
    var milliseconds = UInt32(clamping: timeout.milliseconds)
    guard
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &discard, socklen_t(MemoryLayout<linger>.size)) == 0,
      setsockopt(
        socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, socklen_t(MemoryLayout<UInt32>.size))
        == 0
    else { throw .unreachable(Self.words(of: errno)) }
  }

  /// Stale input would be taken for the answer to what is asked next.
  private func prepare(_ unit: Int) throws(ModbusFault) {
    guard modbus_set_slave(context, Int32(clamping: unit)) == 0 else {
      throw .misconfigured("unit \(unit) is not a Modbus unit")
    }
    modbus_flush(context)
  }

  private func fault(_ answered: Int32) -> ModbusFault {
    let code = errno
    guard answered == -1 else { return .damaged("wrong length") }
    // modbus.h numbers its errors from MODBUS_ENOBASE: exceptions 1 to 11, then what is wrong with a frame.
    switch code &- Int32(MODBUS_ENOBASE) {
    case let exception where (1...11).contains(exception): return .exception(Int(exception))
    case 12: return .damaged("bad CRC")
    case 15: return .damaged("unknown exception")
    case 17: return .damaged("from another unit")
    case 13...16: return .damaged("not the answer to this request")
    default: break
    }
    return code == ETIMEDOUT ? .noAnswer : .closed(Self.words(of: code))
  }

  private static func words(of code: Int32) -> String { String(cString: modbus_strerror(code)) }

  private static func canOpen(below descriptorMax: Int) -> Bool {
    let probe = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard probe >= 0 else { return false }
    close(probe)
    return probe < descriptorMax
  }
}

extension ModbusBusSettings.Parity {
  /// As libmodbus writes it.
  fileprivate var letter: CChar {
    switch self {
    case .none: CChar(UInt8(ascii: "N"))
    case .even: CChar(UInt8(ascii: "E"))
    case .odd: CChar(UInt8(ascii: "O"))
    }
  }
}
