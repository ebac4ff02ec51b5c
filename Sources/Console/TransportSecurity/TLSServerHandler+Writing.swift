package import NIOCore

extension TLSServerHandler {
  package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard phase != .ended, outputEnd == nil else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    queue.append(unwrapOutboundIn(data), promise: promise)
  }

  package func flush(context: ChannelHandlerContext) {
    queue.markFlush()
    pump(context)
  }

  package func channelWritabilityChanged(context: ChannelHandlerContext) {
    pump(context)
    context.fireChannelWritabilityChanged()
  }

  package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    switch mode {
    case .output where phase == .open:
      outputEnd = OutputEnd(promise: promise)
      pump(context)
    case .input, .output:
      context.close(mode: mode, promise: promise)
    case .all where isRefused:
      context.channel.closeFuture.cascade(to: promise)
    case .all:
      if phase == .open {
        session.sayGoodbye()
        sendCiphertext(context)
      }
      phase = .ended
      context.close(mode: .all, promise: promise)
    }
  }

  /// Encrypts only as fast as the socket takes it, so that a slow reader costs no ciphertext in memory.
  func pump(_ context: ChannelHandlerContext) {
    guard !isPumping, phase == .open else { return }
    isPumping = true
    defer { isPumping = false }
    while phase == .open, context.channel.isWritable,
      let batch = queue.takeFlushed(bytesMax: Self.batchBytesMax)
    {
      do throws(TransportSecurityError) {
        try session.encrypt(batch.plaintext)
      } catch {
        for promise in batch.promises { promise.fail(error) }
        return refuse(error, context)
      }
      sendCiphertext(context, promises: batch.promises)
    }
    guard phase == .open, !queue.hasFlushed, let end = outputEnd else { return }
    phase = .ended
    outputEnd = nil
    session.sayGoodbye()
    sendCiphertext(context)
    context.close(mode: .output, promise: end.promise)
  }

  /// One write and one flush for all records that wait.
  func sendCiphertext(_ context: ChannelHandlerContext, promises: [EventLoopPromise<Void>] = []) {
    guard let ciphertext = session.takeCiphertext(context.channel.allocator) else {
      for promise in promises { promise.succeed() }
      return
    }
    var written = promises.first
    if promises.count > 1 {
      let all = context.eventLoop.makePromise(of: Void.self)
      for promise in promises { all.futureResult.cascade(to: promise) }
      written = all
    }
    context.writeAndFlush(wrapOutboundOut(ciphertext), promise: written)
  }
}
