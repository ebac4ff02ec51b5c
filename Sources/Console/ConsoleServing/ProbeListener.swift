internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
internal import Synchronization
internal import TransportSecurity

/// Answers supervisors and monitoring over plain HTTP.
public final class ProbeListener: Sendable {
  private let address: String
  private let port: Int
  private let live: @Sendable () -> Bool
  private let readiness: @Sendable () -> [ReadinessCondition]
  private let metrics: @Sendable () -> String
  private let logger: Logger
  private let listening = Mutex<Int?>(nil)

  /// The closures are asked for each request, on any thread, and must not block. Port 0 takes any free
  /// port.
  public init(
    address: String, port: Int, live: @escaping @Sendable () -> Bool,
    readiness: @escaping @Sendable () -> [ReadinessCondition], metrics: @escaping @Sendable () -> String,
    logger: Logger
  ) {
    self.address = address
    self.port = port
    self.live = live
    self.readiness = readiness
    self.metrics = metrics
    self.logger = logger
  }

  /// The port that is listened on; nil before.
  public var boundPort: Int? { listening.withLock { $0 } }

  /// Serves until cancelled; `whenListening` is called once with the port.
  public func run(whenListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
    var limits = ConnectionLimits()
    limits.connectionsMax = 64
    limits.requestMillisecondsMax = 5_000
    limits.idleMillisecondsMax = 15_000
    var quiet = logger
    // What it says at other levels is how its own tasks end; a port that cannot be had is thrown.
    quiet.logLevel = .critical
    let application = Application(
      router: routes(), server: .http1(securedBy: nil, limits: limits),
      configuration: .init(address: .hostname(address, port: port), serverName: "gatehouse"),
      onServerRunning: { [self] channel in
        let bound = channel.localAddress?.port ?? port
        listening.withLock { $0 = bound }
        await whenListening(bound)
      }, logger: quiet)
    do {
      try await application.run()
    } catch  where boundPort == nil && !(error is CancellationError) {
      throw ConsoleServingError.cannotListen(address: address, port: port, cause: "\(error)")
    }
  }

  private func routes() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("health/live") { [live] _, _ in
      let isLive = live()
      return Self.answer(isLive ? .ok : .serviceUnavailable, "text/plain", isLive ? "live\n" : "not live\n")
    }
    router.get("health/ready") { [readiness] _, _ in
      let conditions = readiness()
      let isReady = conditions.allSatisfy(\.ok)
      return Self.answer(
        isReady ? .ok : .serviceUnavailable, "application/json", readinessJSON(conditions))
    }
    router.get("metrics") { [metrics] _, _ in
      Self.answer(.ok, "text/plain; version=0.0.4; charset=utf-8", metrics())
    }
    return router
  }

  private static func answer(_ status: HTTPResponse.Status, _ contentType: String, _ text: String) -> Response
  {
    Response(
      status: status, headers: [.contentType: contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
