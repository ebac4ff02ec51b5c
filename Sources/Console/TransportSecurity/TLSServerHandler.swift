package import NIOCore

/// Fired up the pipeline when the handshake is done.
package struct TLSEstablished: Sendable {
  /// The verified client.
  package var peer: PeerCertificate?
}

/// TLS for one accepted connection: ciphertext towards the socket, plaintext towards the protocol.
package final class TLSServerHandler: ChannelDuplexHandler {
  package typealias InboundIn = ByteBuffer
  package typealias InboundOut = ByteBuffer
  package typealias OutboundIn = ByteBuffer
  package typealias OutboundOut = ByteBuffer

  enum Phase { case handshaking, open, ended }

  static let batchBytesMax = 64 << 10

  let session: TLSSession
  private let established: EventLoopPromise<PeerCertificate?>
  private let handshakeMillisecondsMax: Int
  private var handshakeTimer: Scheduled<Void>?
  private var inputEnded = false
  var phase = Phase.handshaking
  /// Set when the connection ends for a cause: the peer is then given time to read why.
  var isRefused = false
  var queue = OutboundQueue()
  var isPumping = false
  /// Set once our side is to end after what is queued.
  var outputEnd: OutputEnd?

  struct OutputEnd { var promise: EventLoopPromise<Void>? }

  /// The loop is the channel's; the handler must be added to its pipeline at once.
  package init(_ tls: ServerTLS, limits: ConnectionLimits, on loop: any EventLoop)
    throws(TransportSecurityError)
  {
    session = try tls.makeSession()
    handshakeMillisecondsMax = limits.handshakeMillisecondsMax
    established = loop.makePromise()
  }

  deinit { established.fail(TransportSecurityError.handshakeAbandoned) }

  /// The verified client, once the handshake is done; fails when it is refused.
  package var whenEstablished: EventLoopFuture<PeerCertificate?> { established.futureResult }

  package func handlerAdded(context: ChannelHandlerContext) {
    let delay = TimeAmount.milliseconds(Int64(handshakeMillisecondsMax))
    handshakeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
      guard self.phase == .handshaking else { return }
      self.refuse(.handshakeTooSlow(milliseconds: self.handshakeMillisecondsMax), context)
    }
  }

  package func handlerRemoved(context: ChannelHandlerContext) { finish() }

  package func channelInactive(context: ChannelHandlerContext) {
    finish()
    context.fireChannelInactive()
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard phase != .ended else { return }
    let ciphertext = unwrapInboundIn(data)
    session.receive(ciphertext)
    do throws(TransportSecurityError) {
      if phase == .handshaking, try session.handshake() { open(context) }
      if phase == .open { try deliver(upTo: ciphertext.readableBytes, context) }
    } catch {
      refuse(error, context)
    }
    if phase != .ended { sendCiphertext(context) }
  }

  package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case .some(.inputClosed) = event as? ChannelEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    switch phase {
    case .open: endInput(context)
    case .handshaking: refuse(.handshakeAbandoned, context)
    case .ended: context.fireUserInboundEventTriggered(event)
    }
  }

  private func open(_ context: ChannelHandlerContext) {
    phase = .open
    handshakeTimer?.cancel()
    let peer = session.peer
    established.succeed(peer)
    context.fireUserInboundEventTriggered(TLSEstablished(peer: peer))
    pump(context)
  }

  private func deliver(upTo bytes: Int, _ context: ChannelHandlerContext)
    throws(TransportSecurityError)
  {
    var plaintext = context.channel.allocator.buffer(capacity: bytes)
    let reading = try session.decrypt(into: &plaintext)
    if plaintext.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(plaintext)) }
    if reading == .ended, phase == .open { endInput(context) }
  }

  /// The peer's close_notify and its FIN both mean this; the protocol hears it once.
  private func endInput(_ context: ChannelHandlerContext) {
    guard !inputEnded else { return }
    inputEnded = true
    context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
  }

  /// Ends the connection for a cause: the alert goes out, and the guard closes when it had time to arrive.
  func refuse(_ error: TransportSecurityError, _ context: ChannelHandlerContext) {
    phase = .ended
    isRefused = true
    handshakeTimer?.cancel()
    sendCiphertext(context)
    context.close(mode: .output, promise: nil)
    established.fail(error)
    queue.fail(error)
    context.fireErrorCaught(error)
  }

  private func finish() {
    phase = .ended
    handshakeTimer?.cancel()
    handshakeTimer = nil
    established.fail(TransportSecurityError.handshakeAbandoned)
    queue.fail(ChannelError.ioOnClosedChannel)
    outputEnd?.promise?.fail(ChannelError.ioOnClosedChannel)
    outputEnd = nil
  }
}
