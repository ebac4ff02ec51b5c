package import NIOCore

/// Fired up the pipeline when a request took too long; whoever knows the protocol may still answer it.
package struct RequestOverdue: Sendable {
  package init() {}
}

/// Stands next to the socket and bounds how long a peer may hold a connection, whatever it speaks.
///
/// It knows bytes only: a request begins with the first byte in after the last byte out.
package final class ConnectionGuard: ChannelDuplexHandler {
  package typealias InboundIn = ByteBuffer
  package typealias InboundOut = ByteBuffer
  package typealias OutboundIn = ByteBuffer
  package typealias OutboundOut = ByteBuffer

  private enum Phase {
    case quiet(since: NIODeadline)
    case asking(since: NIODeadline)
    case lingering
  }

  private let request: TimeAmount
  private let idle: TimeAmount
  private let linger: TimeAmount
  private var phase = Phase.quiet(since: .now())
  private var inputEnded = false
  private var outputEnding = false
  private var readHeld = false
  private var check: Scheduled<Void>?

  package init(_ limits: ConnectionLimits) {
    request = .milliseconds(Int64(limits.requestMillisecondsMax))
    idle = .milliseconds(Int64(limits.idleMillisecondsMax))
    linger = .milliseconds(Int64(limits.lingerMillisecondsMax))
  }

  package func handlerAdded(context: ChannelHandlerContext) { schedule(in: min(request, idle), context) }

  package func handlerRemoved(context: ChannelHandlerContext) {
    check?.cancel()
    check = nil
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !outputEnding else { return }
    if case .quiet = phase { phase = .asking(since: .now()) }
    context.fireChannelRead(data)
  }

  package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    phase = .quiet(since: .now())
    context.write(data, promise: promise)
  }

  /// A peer that does not take its answers gets no further questions in.
  package func read(context: ChannelHandlerContext) {
    if context.channel.isWritable || outputEnding { context.read() } else { readHeld = true }
  }

  package func channelWritabilityChanged(context: ChannelHandlerContext) {
    context.fireChannelWritabilityChanged()
    if readHeld, context.channel.isWritable {
      readHeld = false
      context.read()
    }
  }

  /// After our end, the peer's last bytes are read and dropped: closing at once would reset the
  /// connection and could destroy the answer on its way.
  package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .output else { return context.close(mode: mode, promise: promise) }
    guard !outputEnding else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    outputEnding = true
    let ended = promise ?? context.eventLoop.makePromise()
    ended.futureResult.assumeIsolated().whenSuccess { self.startLingering(context) }
    ended.futureResult.assumeIsolated().whenFailure { _ in context.close(promise: nil) }
    if inputEnded {
      // Closing the second half makes NIO drop what is still to be written: close only after that.
      context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: ended)
    } else {
      context.close(mode: .output, promise: ended)
    }
    if readHeld {
      readHeld = false
      context.read()
    }
  }

  package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(.inputClosed) = event as? ChannelEvent {
      inputEnded = true
      if case .lingering = phase { return context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func startLingering(_ context: ChannelHandlerContext) {
    guard !inputEnded else { return context.close(promise: nil) }
    phase = .lingering
    check?.cancel()
    schedule(in: linger, context)
  }

  /// Checks come at least every `min(request, idle)`, so a deadline set in between is never passed
  /// unseen, and a busy connection schedules nothing per request.
  private func schedule(in delay: TimeAmount, _ context: ChannelHandlerContext) {
    check = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.enforce(context) }
  }

  private func enforce(_ context: ChannelHandlerContext) {
    let deadline: NIODeadline
    switch phase {
    case .quiet(let since): deadline = since + idle
    case .asking(let since): deadline = since + request
    case .lingering: return context.close(promise: nil)
    }
    let now = NIODeadline.now()
    if now < deadline { return schedule(in: min(deadline - now, request, idle), context) }
    if case .asking = phase {
      context.fireUserInboundEventTriggered(RequestOverdue())
      if case .quiet = phase { return schedule(in: min(request, idle), context) }
      if case .lingering = phase { return }
    }
    context.close(promise: nil)
  }
}
