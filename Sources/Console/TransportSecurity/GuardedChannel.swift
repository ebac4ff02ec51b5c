internal import HummingbirdCore
internal import Logging
package import NIOCore

/// A Hummingbird connection behind the guard and, where asked for, TLS.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
  struct Value: ServerChildChannelValue {
    var base: Base.Value
    var peer: EventLoopFuture<PeerCertificate?>?
    var channel: any Channel { base.channel }
  }

  let base: Base
  let tls: ServerTLS?
  let limits: ConnectionLimits
  let roster: ConnectionRoster
  let refusals = RefusalLog<String>()

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    guard roster.admit(channel) else {
      report("too many connections", [:], logger)
      channel.close(promise: nil)
      return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
    let peer: EventLoopFuture<PeerCertificate?>?
    do {
      peer = try channel.pipeline.syncOperations.addGuard(tls: tls, limits: limits)
    } catch {
      return channel.eventLoop.makeFailedFuture(error)
    }
    peer?.whenFailure { error in
      let address = channel.remoteAddress?.ipAddress ?? "unknown"
      report("\(error)", ["peer": "\(address)"], logger)
    }
    return base.setup(channel: channel, logger: logger).map { Value(base: $0, peer: peer) }
  }

  func handle(value: Value, logger: Logger) async {
    let peer = await withTaskCancellationHandler {
      (try? await value.peer?.get()) ?? nil
    } onCancel: {
      // Nobody can be in a route yet, and the handshake must not hold up the end.
      value.channel.eventLoop.execute {
        if value.peer != nil { value.channel.close(promise: nil) }
      }
    }
    // Also after a refused handshake: the base channel insists on being run to its end.
    await PeerCertificate.$current.withValue(peer) {
      await base.handle(value: value.base, logger: logger)
    }
  }

  private func report(_ cause: String, _ tail: Logger.Metadata, _ logger: Logger) {
    guard let unsaid = refusals.note(cause) else { return }
    var tail = tail
    if unsaid > 0 { tail["unsaid"] = "\(unsaid)" }
    logger.warning("connection refused: \(cause)", metadata: tail)
  }
}

extension ChannelPipeline.SynchronousOperations {
  /// Adds the guard and, where asked for, TLS; the result names the verified client of a TLS connection.
  @discardableResult
  package func addGuard(tls: ServerTLS?, limits: ConnectionLimits) throws -> EventLoopFuture<
    PeerCertificate?
  >? {
    try addHandler(ConnectionGuard(limits))
    guard let tls else { return nil }
    let handler = try TLSServerHandler(tls, limits: limits, on: eventLoop)
    try addHandler(handler)
    return handler.whenEstablished
  }
}
