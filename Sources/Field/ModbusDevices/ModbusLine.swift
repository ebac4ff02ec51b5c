internal import AccessModel
internal import CModbus
internal import Foundation

/// One open connection of libmodbus, used by one thread; its deinit closes and frees it, so no path leaks
/// it.
final class ModbusLine {
  private let context: OpaquePointer
  /// RTU over TCP: the context that opened the socket, and goes on owning it.
  private let carrier: OpaquePointer?
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
      case .tcp(let host, let port), .rtuOverTCP(let host, let port):
        modbus_new_tcp_pi(host, String(port))
      case .rtu(let path, let baud, let parity, let stopBits):
        modbus_new_rtu(path, Int32(clamping: baud), parity.letter, 8, Int32(clamping: stopBits))
      }
    guard let made else { throw .misconfigured("libmodbus refuses \(settings.words)") }
    switch settings.transport {
    case .tcp, .rtu: (context, carrier) = (made, nil)
    case .rtuOverTCP:
      guard let framer = Self.framer() else {
        modbus_free(made)
        throw .misconfigured("libmodbus has no memory")
      }
      (context, carrier) = (framer, made)
    }
    bits = .allocate(capacity: ReadRequest.countMax)
    let timeout = settings.responseTimeout.nanoseconds / 1000
    for each in [made, context] {
      modbus_set_response_timeout(each, UInt32(timeout / 1_000_000), UInt32(timeout % 1_000_000))
      // Zero: the whole answer must arrive within the response timeout, so that a device that dribbles
      // one byte at a time cannot hold the bus.
      modbus_set_byte_timeout(each, 0, 0)
    }
    if modbus_connect(made) == -1 {
      let code = errno
      throw .unreachable(
        code == EINPROGRESS || code == ETIMEDOUT
          ? "no answer within \(settings.responseTimeout.milliseconds) ms" : Self.words(of: code))
    }
    if let carrier { modbus_set_socket(context, modbus_get_socket(carrier)) }
    if settings.isSerial {
      // A lock that ends with the descriptor: two masters on one line would disturb each other.
      guard flock(modbus_get_socket(context), LOCK_EX | LOCK_NB) == 0 else { throw .taken }
    } else {
      try forgetUnsentBytes(after: settings.responseTimeout)
    }
  }

  deinit {
    if let carrier {
      // The socket is the carrier's to close; the framer would restore a terminal on it first.
      modbus_set_socket(context, -1)
      modbus_close(carrier)
      modbus_free(carrier)
    } else {
      modbus_close(context)
    }
    modbus_free(context)
    bits.deallocate()
  }

  /// libmodbus knows RTU on a serial device only; given a socket instead, it writes and reads the same frames
  /// there. The path, the baud rate and the rest are never used.
  private static func framer() -> OpaquePointer? {
    // It writes with write(2): a peer that hangs up must not end the process.
    signal(SIGPIPE, SIG_IGN)
    return modbus_new_rtu("/dev/null", 9600, CChar(UInt8(ascii: "N")), 8, 1)
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
    if write.isVerbatim { return try writeVerbatim(write, unit: unit) }
    let address = Int32(write.at.address)
    let answered =
      write.at.table == .coil
      ? modbus_write_bit(context, address, write.value == 0 ? 0 : 1)
      : modbus_write_register(context, address, write.value)
    guard answered == 1 else { throw fault(answered) }
  }

  /// A coil with a value of its own (function 05): libmodbus itself knows on and off only.
  private func writeVerbatim(_ write: OutputWrite, unit: Int) throws(ModbusFault) {
    let address = UInt16(clamping: write.at.address)
    let body = [
      5, UInt8(address >> 8), UInt8(address & 0xFF), UInt8(write.value >> 8), UInt8(write.value & 0xFF),
    ]
    var request = [UInt8(clamping: unit)] + body
    guard modbus_send_raw_request(context, &request, Int32(request.count)) > 0 else { throw fault(-1) }
    var answer = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))
    let length = modbus_receive_confirmation(context, &answer)
    guard length > 0 else { throw length == 0 ? .damaged("from another unit") : fault(length) }
    let head = Int(modbus_get_header_length(context))
    guard Int(length) >= head + 2, head >= 1, answer[head - 1] == request[0] else {
      throw .damaged("not the answer to this request")
    }
    if answer[head] == 0x85 { throw .exception(Int(answer[head + 1])) }
    guard Array(answer[head..<min(head + body.count, Int(length))]) == body else {
      throw .damaged("not the answer to this request")
    }
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
    // The framer would flush a terminal; the carrier reads the socket empty.
    modbus_flush(carrier ?? context)
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
