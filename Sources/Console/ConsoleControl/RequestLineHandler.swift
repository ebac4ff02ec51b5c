internal import ConsoleContract
internal import NIOCore

/// Cuts what one client sends into lines.
final class RequestLineHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  /// What a client sent.
  enum Item: Sendable {
    case line([UInt8])
    case tooLong
  }

  private let items: AsyncStream<Item>.Continuation
  private var partial: [UInt8] = []
  private var isDeaf = false

  init(items: AsyncStream<Item>.Continuation) { self.items = items }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    for byte in unwrapInboundIn(data).readableBytesView where !isDeaf {
      if byte == UInt8(ascii: "\n") {
        deliver(.line(partial), context)
        partial.removeAll(keepingCapacity: true)
      } else if partial.count + 1 == ControlLine.requestBytesMax {
        isDeaf = true
        partial = []
        deliver(.tooLong, context)
      } else {
        partial.append(byte)
      }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // The client sends no more but may still read its answer. Half a line is not a request.
    if case .some(.inputClosed) = event as? ChannelEvent { items.finish() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    items.finish()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  /// The stream is bounded; a client that sends further ahead than it allows is cut off.
  private func deliver(_ item: Item, _ context: ChannelHandlerContext) {
    if case .dropped = items.yield(item) { context.close(promise: nil) }
  }
}
