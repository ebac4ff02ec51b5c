import ConsoleContract
import Glibc

/// A blocking connection to the daemon's control socket.
struct ControlClient {
  static let defaultPath = "/run/gatehouse/control.sock"
  static let answerSecondsMax = 30

  static var environmentPath: String? { getenv("GATEHOUSE_SOCKET").map { String(cString: $0) } }

  private let path: String
  private let descriptor: Int32
  private var received: [UInt8] = []

  init(path: String) throws(ControlClientError) {
    self.path = path
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw .unreachable(path: path, errno: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .unreachable(path: path, errno: errno) }
    let failed = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) != 0
      }
    }
    guard !failed else {
      let cause = errno
      close()
      throw .unreachable(path: path, errno: cause)
    }
  }

  func close() { _ = Glibc.close(descriptor) }

  /// Sends a request and hands over each line of its answer until the last one.
  mutating func ask(_ request: ControlRequest, _ take: (ControlResponse) throws -> Void) throws {
    if case .events(let query) = request, query.follow {
      // Quiet lanes send nothing for hours; the kernel says when the daemon goes.
    } else {
      limitWaiting()
    }
    send(try ControlLine.encode(request))
    while true {
      let line = try nextLine()
      guard let response = try? ControlLine.response(line) else { throw ControlClientError.unreadable }
      try take(response)
      if response.isLast { return }
    }
  }

  private func limitWaiting() {
    var limit = timeval(tv_sec: Self.answerSecondsMax, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  /// A daemon that closed already may have said why, so a failure here shows in the reading.
  private func send(_ line: [UInt8]) {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private mutating func nextLine() throws(ControlClientError) -> [UInt8] {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(received[..<end])
        received.removeSubrange(...end)
        return line
      }
      guard received.count < ControlLine.responseBytesMax else { throw .unreadable }
      var chunk = [UInt8](repeating: 0, count: 64 * 1024)
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { throw .silent(seconds: Self.answerSecondsMax) }
      guard count > 0 else { throw .closed }
      received += chunk[..<count]
    }
  }
}

/// Why there is no answer from the daemon.
enum ControlClientError: Error, CustomStringConvertible {
  case unreachable(path: String, errno: Int32)
  case closed
  case silent(seconds: Int)
  case unreadable

  var description: String {
    switch self {
    case .unreachable(let path, EACCES):
      "you are not allowed to use \(path); join the group that owns it (usually gatehouse) and log in again"
    case .unreachable(let path, ENOENT), .unreachable(let path, ECONNREFUSED):
      "gatehoused is not running, or listens elsewhere: nobody answers at \(path); see systemctl status "
        + "gatehoused, or name the socket with --socket"
    case .unreachable(let path, let cause):
      "cannot connect to \(path): \(String(cString: strerror(cause)))"
    case .closed:
      "gatehoused closed the connection; see journalctl -u gatehoused"
    case .silent(let seconds):
      "gatehoused did not answer within \(seconds) s; see journalctl -u gatehoused"
    case .unreadable:
      "the answer is not in the control protocol; is this socket gatehoused's, and of the same release?"
    }
  }
}
