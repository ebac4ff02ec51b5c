internal import AccessModel
internal import Foundation

/// One UDP socket. Lives on one thread.
final class BoardLink {
  private let socket: Int32

  /// Longer than a message, so that a datagram that is too long shows.
  private static let receiveBytesMax = 128
  /// Datagrams thrown away before a request: a flood must not hold the thread.
  static let drainMax = 256

  /// Port 0 takes any that is free.
  init(port: UInt16, isBroadcast: Bool) throws(UHPPOTEError) {
    socket = Foundation.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw .socket("opening a UDP socket", code: errno) }
    var yes: Int32 = 1
    if isBroadcast {
      setsockopt(socket, SOL_SOCKET, SO_BROADCAST, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
    let own = BoardEndpoint(address: [0, 0, 0, 0], port: port).socketAddress
    let result = Self.withAddress(own) { bind(socket, $0, $1) }
    guard result == 0 else {
      let code = errno
      close(socket)
      throw .socket("taking UDP port \(port)", code: code)
    }
  }

  deinit { close(socket) }

  func send(_ message: BoardMessage, to endpoint: BoardEndpoint) throws(UHPPOTEError) {
    let sent = Self.withAddress(endpoint.socketAddress) { address, length in
      sendto(socket, message.bytes, message.bytes.count, Int32(MSG_DONTWAIT), address, length)
    }
    guard sent == message.bytes.count else { throw .socket("sending to \(endpoint)", code: errno) }
  }

  /// One datagram that is there; nil when there is none.
  func receive() -> (bytes: [UInt8], from: BoardEndpoint)? {
    var buffer = [UInt8](repeating: 0, count: Self.receiveBytesMax)
    var sender = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let count = withUnsafeMutablePointer(to: &sender) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        recvfrom(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT), address, &length)
      }
    }
    guard count >= 0 else { return nil }
    return (Array(buffer.prefix(count)), BoardEndpoint(sender))
  }

  /// Waits for a datagram, or for the pipe when one is given.
  func wait(atMost span: Span, or wake: WakePipe? = nil) {
    guard span > .zero else { return }
    let milliseconds = Int32(clamping: span.milliseconds + 1)
    var polled = [pollfd(fd: socket, events: Int16(POLLIN), revents: 0)]
    if let wake { polled.append(pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0)) }
    _ = poll(&polled, nfds_t(polled.count), milliseconds)
  }

  private static func withAddress<Value>(
    _ address: sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
  ) -> Value {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
