import AccessModel
import FieldListening
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A field listener on a free port, with a clock that the test moves and a log that it can read.
final class Door: Sendable {
  let listener: FieldListener
  let log = LogLines()
  let requests = Mutex<[PushRequest]>([])
  private let seconds = Mutex(Int64(0))

  init(
    secret: PushSecret = .pathToken(Array("s3cret".utf8)), place: PushPlace = .exact,
    bodyBytesMax: Int = 1000,
    ratePerSecondMax: Int = 50,
    limits: FieldLimits = FieldLimits(), answer: PushAnswer = PushAnswer(status: 200, body: Array("OK".utf8))
  ) async throws {
    let box = Box()
    let log = log
    listener = FieldListener(
      address: "127.0.0.1", port: 0, tls: nil,
      devices: [
        PushDevice(
          id: "cam-1", secret: secret, place: place, bodyBytesMax: bodyBytesMax,
          ratePerSecondMax: ratePerSecondMax
        ) { request in
          box.door?.requests.withLock { $0.append(request) }
          return answer
        }
      ], limits: limits, logger: Logger(label: "door") { _ in log.handler },
      now: { Moment(nanoseconds: (box.door?.seconds.withLock { $0 } ?? 0) * 1_000_000_000) })
    box.set(self)
    try await listener.bind()
  }

  /// The handler and the clock of a listener refer to the door that holds it.
  private final class Box: Sendable {
    private struct Weak: Sendable { weak var door: Door? }
    private let held = Mutex(Weak())
    var door: Door? { held.withLock { $0.door } }
    func set(_ door: Door) { held.withLock { $0.door = door } }
  }

  func pass(seconds count: Int64) { seconds.withLock { $0 += count } }

  /// Serves while `body` runs, then ends.
  func open(_ body: @escaping @Sendable (Door) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await self.listener.run() }
      defer { tasks.cancelAll() }
      try await body(self)
    }
  }

  /// Sends the text on a connection of its own, and answers all that came back until the listener closed it.
  func ask(_ parts: String...) async throws -> String { try await ask(parts) }

  /// The status of the first answer; 0 when there was none.
  func status(_ parts: String...) async throws -> Int {
    Int(try await ask(parts).dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0
  }

  private func ask(_ parts: [String]) async throws -> String {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: listener.boundPort ?? 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      var answer = ""
      for part in parts { try await outbound.write(ByteBuffer(string: part)) }
      for try await part in inbound { answer += String(buffer: part) }
      return answer
    }
  }
}

/// A push to cam-1 whose connection ends with its answer.
func push(
  _ path: String = "/field/v1/cam-1/s3cret", method: String = "POST", headers: [String] = [],
  body: String = "hello", isLast: Bool = true
) -> String {
  let length =
    headers.contains { $0.lowercased().hasPrefix("transfer-encoding") }
    ? [] : ["Content-Length: \(body.utf8.count)"]
  let fields = ["Host: box"] + headers + length + (isLast ? ["Connection: close"] : [])
  return "\(method) \(path) HTTP/1.1\r\n" + fields.map { "\($0)\r\n" }.joined() + "\r\n" + body
}

/// What a logger was told, line by line.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  var handler: any LogHandler { Handler(lines: self) }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      lines.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
  }
}
