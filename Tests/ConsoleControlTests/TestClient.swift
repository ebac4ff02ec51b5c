import ConsoleContract
import ConsoleControl
import Glibc
import Logging
import NIOPosix
import Testing

/// A raw client of the control socket, so that the tests do not trust gatectl's.
/// Ten seconds without an answer fail the test.
final class TestClient: Sendable {
  let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    try #require(
      TestClient.use(path, descriptor, connect) == 0, "connect: \(String(cString: strerror(errno)))")
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  static func use(
    _ path: String, _ descriptor: Int32, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  func send(_ text: String) async throws {
    let bytes = Array(text.utf8)
    try await blocking.runIfActive { [descriptor] in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }
  }

  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// The next line without its newline; nil at the end of the connection.
  func line() async throws -> String? {
    try await blocking.runIfActive { [descriptor] in
      var line: [UInt8] = []
      var byte: UInt8 = 0
      var count = recv(descriptor, &byte, 1, 0)
      while count == 1 {
        if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
        line.append(byte)
        count = recv(descriptor, &byte, 1, 0)
      }
      #expect(count == 0 || errno != EAGAIN, "ten seconds without an answer")
      return nil
    }
  }

  func response() async throws -> ControlResponse {
    try ControlLine.response(try #require(try await line()).utf8)
  }

  func ask(_ request: String) async throws -> ControlResponse {
    try await send(request + "\n")
    return try await response()
  }

  /// Waits, without reading anything, until the server has closed.
  func closedByServer() async throws -> Bool {
    try await blocking.runIfActive { [descriptor] in
      var wanted = pollfd(fd: descriptor, events: 0, revents: 0)
      return poll(&wanted, 1, 10_000) == 1 && wanted.revents & Int16(POLLHUP) != 0
    }
  }

  /// Everything that had been sent, up to the end.
  func bytesLeft() async throws -> Int {
    try await blocking.runIfActive { [descriptor] in
      var chunk = [UInt8](repeating: 0, count: 65_536)
      var total = 0
      while case let count = recv(descriptor, &chunk, chunk.count, 0), count > 0 { total += count }
      return total
    }
  }
}

/// The tests' own threads for blocking calls; the server needs NIO's.
let blocking: NIOThreadPool = {
  let pool = NIOThreadPool(numberOfThreads: 64)
  pool.start()
  return pool
}()

let silentLog = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A folder for one test, removed after it.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  var template = Array("/tmp/gatehouse-control-XXXXXX".utf8CString)
  let folder = String(cString: try #require(mkdtemp(&template)))
  defer {
    unlink(folder + "/control.sock")
    rmdir(folder)
  }
  return try await body(folder)
}

/// Runs a real server beside the body; afterwards it must have stopped and taken its file away.
func withServer(
  _ provider: ScriptedProvider, limits: ControlLimits = ControlLimits(),
  _ body: (String) async throws -> Void
) async throws {
  try await withFolder { folder in
    let path = folder + "/control.sock"
    let server = ControlSocketServer(
      path: path, provider: provider, limits: limits, log: silentLog)
    try await whileServing(server) { try await body(path) }
    #expect(access(path, F_OK) != 0, "the socket file is still there")
  }
}

func whileServing(_ server: ControlSocketServer, _ body: () async throws -> Void) async throws {
  let (listening, ready) = AsyncStream.makeStream(of: Void.self)
  let serving = Task {
    defer { ready.finish() }
    try await server.run { ready.yield() }
  }
  var isListening = false
  for await _ in listening {
    isListening = true
    break
  }
  do {
    if isListening { try await body() }
  } catch {
    serving.cancel()
    _ = await serving.result
    throw error
  }
  serving.cancel()
  try await serving.value
}
