internal import AccessModel
internal import Foundation

/// An open line, used by one thread; its deinit closes it.
final class Wire {
  let descriptor: Int32

  /// A connection attempt takes no longer, for each address that the host name has.
  static let connectSpan = Span.seconds(3)
  private static let pieceBytes = 512

  /// Opens the line.
  init(_ transport: OSDPBusSettings.Transport, baud: Int?) throws(OSDPFault) {
    switch transport {
    case .serial(let path, _):
      descriptor = try Self.serial(path, baud: baud ?? LineSchedule.baudAssumed)
    case .tcp(let host, let port): descriptor = try Self.connection(host, port)
    }
  }

  deinit { close(descriptor) }

  /// Writes a frame; a line that cannot take it at once is at fault: its buffer holds many.
  func send(_ bytes: [UInt8]) throws(OSDPFault) {
    // Not `write`: a socket whose peer is gone must not end the process by a signal.
    var count = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    if count < 0, errno == ENOTSOCK { count = write(descriptor, bytes, bytes.count) }
    guard count == bytes.count else {
      throw .line(count < 0 ? Self.words(errno) : "it takes no more bytes; check the converter")
    }
  }

  /// What has come, at most one piece; empty when nothing has.
  func receive() throws(OSDPFault) -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    let count = read(descriptor, &piece, piece.count)
    if count > 0 { return Array(piece.prefix(count)) }
    if count < 0, [EAGAIN, EINTR].contains(errno) { return [] }
    throw .line(count == 0 ? "the other side closed it" : Self.words(errno))
  }

  private static func serial(_ path: String, baud: Int) throws(OSDPFault) -> Int32 {
    let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .line("cannot open it: \(words(errno)); check the path and who may use it")
    }
    var state = termios()
    guard tcgetattr(descriptor, &state) == 0, let speed = speed(baud) else {
      close(descriptor)
      throw .line("it is no serial line, or does not know \(baud) baud")
    }
    cfmakeraw(&state)
    state.c_cflag |= tcflag_t(CLOCAL | CREAD)
    state.c_cflag &= ~tcflag_t(CSTOPB | PARENB) & ~tcflag_t(CRTSCTS)
    cfsetispeed(&state, speed)
    cfsetospeed(&state, speed)
    guard tcsetattr(descriptor, TCSANOW, &state) == 0 else {
      let cause = words(errno)
      close(descriptor)
      throw .line("it refuses \(baud) baud: \(cause)")
    }
    tcflush(descriptor, TCIOFLUSH)
    return descriptor
  }

  private static func speed(_ baud: Int) -> speed_t? {
    switch baud {
    case 9600: speed_t(B9600)
    case 19200: speed_t(B19200)
    case 38400: speed_t(B38400)
    case 57600: speed_t(B57600)
    case 115_200: speed_t(B115200)
    case 230_400: speed_t(B230400)
    default: nil
    }
  }

  private static func connection(_ host: String, _ port: Int) throws(OSDPFault) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &found)
    guard code == 0 else {
      throw .line("the name \(host) is not known: \(String(cString: gai_strerror(code)))")
    }
    defer { freeaddrinfo(found) }
    var cause = "it has no address"
    var next = found
    while let address = next?.pointee {
      let descriptor = socket(
        address.ai_family, address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { throw .line(words(errno)) }
      guard let fault = connected(descriptor, address) else { return descriptor }
      close(descriptor)
      cause = fault
      next = address.ai_next
    }
    throw .line("cannot connect: \(cause)")
  }

  /// Nil when the connection stands.
  private static func connected(_ descriptor: Int32, _ address: addrinfo) -> String? {
    var one: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    // A frame is an answer's cause: it must not wait for another one.
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, size)
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &one, size)
    if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return nil }
    guard errno == EINPROGRESS else { return words(errno) }
    var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&watched, 1, Int32(connectSpan.milliseconds)) > 0 else {
      return "no answer within \(connectSpan.milliseconds) ms"
    }
    var (fault, length) = (Int32(0), size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &fault, &length)
    return fault == 0 ? nil : words(fault)
  }

  private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
