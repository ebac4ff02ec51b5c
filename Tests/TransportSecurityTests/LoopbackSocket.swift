import Glibc
import NIOPosix

struct SocketFailed: Error { var what: String }

/// Runs blocking code of a test's client away from the threads that Swift tasks and the server use.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await clientThreads.runIfActive(body)
}

private let clientThreads: NIOThreadPool = {
  let pool = NIOThreadPool(numberOfThreads: 16)
  pool.start()
  return pool
}()

/// A blocking TCP client; every wait ends after 10 s.
final class LoopbackSocket {
  let descriptor: Int32

  init(port: Int, receiveBytes: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    if var receiveBytes { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBytes, 4) }
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw SocketFailed(what: "connect: \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw SocketFailed(what: "send: \(String(cString: strerror(errno)))") }
      sent += count
    }
  }

  /// Empty at the end of the stream.
  func receive(_ bytesMax: Int = 65536) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    let count = recv(descriptor, &bytes, bytesMax, 0)
    guard count >= 0 else { throw SocketFailed(what: "receive: \(String(cString: strerror(errno)))") }
    return Array(bytes.prefix(count))
  }

  /// Everything up to the end of the stream; a reset counts as the end.
  func receiveAll() throws -> String {
    var all: [UInt8] = []
    while true {
      do {
        let bytes = try receive()
        if bytes.isEmpty { break }
        all += bytes
      } catch let error as SocketFailed where error.what.contains("reset") {
        break
      }
    }
    return String(decoding: all, as: UTF8.self)
  }

  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }
}

extension LoopbackSocket {
  /// Whether the peer has ended its side; never waits.
  func hasEnded() throws -> Bool {
    var byte: UInt8 = 0
    let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    return count == 0 || (count < 0 && errno != EAGAIN)
  }

  /// Lets the peer's bytes or end come in, at most 10 ms.
  func waitAMoment() throws {
    var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&state, 1, 10)
  }

  func receiveAllUpToAnswer() throws -> String {
    var answer = ""
    while !answerIsWhole(answer) {
      guard let bytes = try? receive(), !bytes.isEmpty else { return "" }
      answer += String(decoding: bytes, as: UTF8.self)
    }
    return answer
  }
}
