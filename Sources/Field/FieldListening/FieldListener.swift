public import AccessModel
public import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization
public import TransportSecurity

/// The HTTP door at which devices push.
public final class FieldListener: Sendable {
  private let address: String
  private let port: Int
  private let tls: ServerTLS?
  private let limits: FieldLimits
  private let logger: Logger
  private let house: FieldHouse
  private let roster: ConnectionRoster
  private let server = Mutex<(any Channel)?>(nil)
  private let group = MultiThreadedEventLoopGroup.singleton

  /// Does not listen yet. Port 0 takes any free port; `tls` nil means plain HTTP; `now` must be monotonic.
  public init(
    address: String, port: Int, tls: ServerTLS?, devices: [PushDevice], limits: FieldLimits = FieldLimits(),
    logger: Logger, now: @escaping @Sendable () -> Moment = FieldListener.monotonicNow
  ) {
    self.address = address
    self.port = port
    self.tls = tls
    self.limits = limits
    self.logger = logger
    house = FieldHouse(devices: devices, limits: limits, now: now, logger: logger)
    roster = ConnectionRoster(limits.connections)
  }

  /// The port that is listened on; nil before `bind`.
  public var boundPort: Int? { server.withLock { $0?.localAddress?.port } }

  /// What was done so far.
  public var counters: FieldCounters {
    var counters = house.tally.counters
    counters.connectionsOpen = roster.count
    return counters
  }

  /// Puts other devices in place for requests to come; connections and requests in flight go on.
  public func replace(devices: [PushDevice]) { house.replace(devices: devices) }

  /// Listens; requests are served from now on. `run` does this itself where nobody did.
  public func bind() async throws(FieldListeningError) {
    guard boundPort == nil else { return }
    do {
      let channel = try await bootstrap().bind(host: address, port: port).get()
      server.withLock { $0 = channel }
    } catch {
      throw .cannotListen(address: address, port: port, cause: "\(error)")
    }
  }

  /// Serves until cancelled; then takes nothing new and lets requests in flight end, for a bounded time.
  public func run() async throws {
    try await bind()
    guard let channel = server.withLock({ $0 }) else { return }
    await withTaskCancellationHandler {
      try? await channel.closeFuture.get()
    } onCancel: {
      channel.close(promise: nil)
    }
    await drain(on: channel.eventLoop)
  }

  private func drain(on loop: any EventLoop) async {
    let drained = loop.makePromise(of: Void.self)
    roster.whenEmpty(drained)
    roster.quiesce()
    let roster = roster
    let cut = loop.scheduleTask(in: .milliseconds(Int64(limits.drainMillisecondsMax))) { roster.cut() }
    try? await drained.futureResult.get()
    cut.cancel()
  }

  private func bootstrap() -> ServerBootstrap {
    let (house, roster, tls, limits) = (house, roster, tls, limits)
    var decoder = NIOHTTPDecoderLimitConfiguration()
    decoder.maxHeaderFieldSize = limits.headBytesMax
    decoder.maxHeaderListSize = limits.headBytesMax
    decoder.maxHeaderFieldCount = limits.headFieldsMax
    return ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { [decoder] channel in
        channel.eventLoop.makeCompletedFuture {
          guard roster.admit(channel) else {
            house.note(Refusal(.connections), channel.remoteAddress)
            return channel.close(promise: nil)
          }
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addGuard(tls: tls, limits: limits.connections)
          try pipeline.configureHTTPServerPipeline(
            withErrorHandling: false, withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoder)
          try pipeline.addHandler(FieldConnection(house))
        }
      }
  }

  /// The machine's monotonic clock.
  public static let monotonicNow: @Sendable () -> Moment = {
    Moment(nanoseconds: Int64(clamping: NIODeadline.now().uptimeNanoseconds))
  }
}
