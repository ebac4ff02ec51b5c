internal import Foundation

/// One kept-alive connection of the load generator, with at most one request under way.
struct LoadConnection {
  enum Progress {
    case waiting
    /// The answer is complete; `reusable` says whether the connection takes another request.
    case answered(status: Int, reusable: Bool)
    case broken
  }

  private(set) var socket: Int32
  private var request: [UInt8] = []
  private var sent = 0
  private var reply: [UInt8] = []
  private(set) var startedNanoseconds: UInt64 = 0

  static let replyBytesMax = 64 << 10

  /// Connects, waiting for it; nil when nobody accepts.
  init?(to target: LoadPlan.Target) {
    var hints = addrinfo()
    hints.ai_family = AF_INET
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(target.host, String(target.port), &hints, &found) == 0, let found else { return nil }
    defer { freeaddrinfo(found) }
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return nil }
    guard connect(socket, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
      close(socket)
      return nil
    }
    var one: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
  }

  /// Bytes are left to send.
  var isSending: Bool { sent < request.count }
  var isBusy: Bool { !request.isEmpty }

  func end() { close(socket) }

  /// False when the connection is gone.
  mutating func start(_ bytes: [UInt8], at nanoseconds: UInt64) -> Bool {
    request = bytes
    sent = 0
    reply.removeAll(keepingCapacity: true)
    startedNanoseconds = nanoseconds
    return sendMore()
  }

  mutating func sendMore() -> Bool {
    let count = request[sent...].withUnsafeBytes {
      send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
    sent += count
    return true
  }

  mutating func receive(into scratch: inout [UInt8]) -> Progress {
    let count = recv(socket, &scratch, scratch.count, 0)
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) ? .waiting : .broken }
    reply.append(contentsOf: scratch[0..<count])
    guard reply.count <= Self.replyBytesMax else { return .broken }
    guard let head = LoadReplyHead(reply) else { return .waiting }
    guard let length = head.bodyBytes else { return .broken }
    guard reply.count >= head.bytes + length else { return .waiting }
    request.removeAll(keepingCapacity: true)
    return .answered(status: head.status, reusable: head.keepsAlive)
  }
}
