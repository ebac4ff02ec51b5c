internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import TransportSecurity

/// What an upstream double has received so far.
public struct UpstreamState: Sendable {
  public var ledger = StreamLedger()
  /// The latest events, oldest first; at most `eventsMax`.
  public var events: [UpstreamEvent] = []
  /// Bodies that were no batch.
  public var refused = 0

  public static let eventsMax = 4096
}

/// The files of an upstream's TLS side, PEM.
public struct UpstreamFiles: Sendable {
  public var certificate: String
  public var key: String
  /// Only clients with a certificate of this CA get in.
  public var clientCA: String

  public init(certificate: String, key: String, clientCA: String) {
    self.certificate = certificate
    self.key = key
    self.clientCA = clientCA
  }
}

/// Receives CloudEvents over HTTPS with client certificates and keeps the books; can be cut and restored.
public actor UpstreamDouble {
  public nonisolated let state = Watched(UpstreamState())
  private let address: String
  private let files: UpstreamFiles?
  private let witness: @Sendable ([UpstreamEvent]) -> Void
  /// The port it listens on; stays the same when it is cut and started again.
  public private(set) var port: UInt16
  private var serving: Task<Void, Never>?

  static let bodyBytesMax = 16 << 20
  private static let startLimit = Duration.seconds(5)

  /// - Parameters:
  ///   - port: 0 takes any free one at the first start.
  ///   - files: nil serves plain HTTP, for tests of the double itself.
  ///   - witness: sees each batch as it came, repetitions included, before it is acknowledged.
  public init(
    address: String = "127.0.0.1", port: UInt16 = 0, files: UpstreamFiles?,
    witness: @escaping @Sendable ([UpstreamEvent]) -> Void = { _ in }
  ) {
    self.address = address
    self.port = port
    self.files = files
    self.witness = witness
  }

  /// Listens; returns when connections are accepted.
  public func start() async throws {
    guard serving == nil else { return }
    let outcome = Watched<Result<UInt16, RehearsalError>?>(nil)
    let wanted = port
    var logger = Logger(label: "gatehouse.rehearsal.upstream")
    logger.logLevel = .critical
    let tls = try files.map { files in
      try ServerTLS(
        certificateChain: files.certificate, privateKey: files.key, clientCA: files.clientCA,
        clientVerification: .required)
    }
    let application = Application(
      responder: CallbackResponder<BasicRequestContext> { [state, witness] request, _ in
        await Self.respond(to: request, keeping: state, witness)
      },
      server: .http1(securedBy: tls),
      configuration: .init(address: .hostname(address, port: Int(wanted))),
      onServerRunning: { channel in
        let port = channel.localAddress?.port.flatMap(UInt16.init(exactly:)) ?? wanted
        outcome.update { $0 = .success(port) }
      },
      logger: logger)
    serving = Task {
      do {
        try await application.run()
      } catch {
        outcome.update {
          $0 = $0 ?? .failure(.port(what: "the upstream double", port: wanted, reason: "\(error)"))
        }
      }
    }
    port = try await outcome.first("the upstream double listening", within: Self.startLimit) { $0 }.get()
  }

  /// Stops accepting and closes every connection: the uplink is dead.
  public func cut() async {
    serving?.cancel()
    await serving?.value
    serving = nil
  }

  private static func respond(
    to request: Request, keeping state: Watched<UpstreamState>,
    _ witness: @Sendable ([UpstreamEvent]) -> Void
  ) async -> Response {
    var request = request
    guard let body = try? await request.collectBody(upTo: bodyBytesMax) else {
      return Response(status: .contentTooLarge)
    }
    let events: [UpstreamEvent]
    do {
      events = try CloudEventScanner.events(in: Array(body.readableBytesView))
    } catch {
      state.update { $0.refused += 1 }
      return Response(status: .badRequest, body: .init(byteBuffer: ByteBuffer(string: "\(error)\n")))
    }
    witness(events)
    state.update { state in
      state.ledger.noteBatch(of: events.count)
      let new = events.filter { state.ledger.take($0) }
      state.events.append(contentsOf: new.suffix(UpstreamState.eventsMax))
      state.events.removeFirst(max(0, state.events.count - UpstreamState.eventsMax))
    }
    return Response(status: .noContent)
  }
}
