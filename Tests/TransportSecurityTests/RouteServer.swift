import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization
import TransportSecurity

/// How far the `/stream` route got; tells whether writing waits for the reader.
final class StreamProgress: Sendable {
  private let bytes = Mutex(0)
  var bytesWritten: Int { bytes.withLock { $0 } }
  func add(_ count: Int) { bytes.withLock { $0 += count } }
}

/// Runs a Hummingbird application with a few routes while `body` talks to it.
func withRoutes(
  tls: ServerTLS?, limits: ConnectionLimits = ConnectionLimits(), progress: StreamProgress = StreamProgress(),
  _ body: @escaping @Sendable (Int) async throws -> Void
) async throws {
  let router = Router()
  router.get("who") { _, _ in
    guard let peer = PeerCertificate.current else { return "nobody" }
    return "\(peer.commonName ?? "-") \(peer.dnsNames.joined(separator: " ")) \(peer.fingerprint.count)"
  }
  router.post("echo") { request, _ in Response(status: .ok, body: ResponseBody(asyncSequence: request.body)) }
  router.get("stream/:mebibytes") { _, context in
    let count = try context.parameters.require("mebibytes", as: Int.self)
    return Response(
      status: .ok,
      body: ResponseBody(contentLength: count << 20) { writer in
        for piece in 0..<count {
          try await writer.write(ByteBuffer(repeating: UInt8(truncatingIfNeeded: piece), count: 1 << 20))
          progress.add(1 << 20)
        }
        try await writer.finish(nil)
      })
  }
  var quiet = Logger(label: "test")
  quiet.logLevel = .critical
  let (ports, found) = AsyncStream.makeStream(of: Int.self)
  let application = Application(
    router: router, server: .http1(securedBy: tls, limits: limits),
    configuration: .init(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in found.yield(channel.localAddress?.port ?? 0) }, logger: quiet)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await application.run() }
    for await port in ports {
      try await body(port)
      break
    }
    group.cancelAll()
    try? await group.waitForAll()
  }
}
