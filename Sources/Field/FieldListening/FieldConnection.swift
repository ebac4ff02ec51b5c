internal import AccessModel
internal import NIOCore
internal import NIOHTTP1
internal import TransportSecurity

/// Serves one device connection, request by request, on its event loop.
final class FieldConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  enum Phase {
    case awaitingHead
    case receiving(Push)
    /// Answered already; the rest of the request is dropped.
    case dropping
    case answering(Push)
    case ended
  }

  /// One request on its way in.
  struct Push {
    var head: HTTPRequestHead
    var door: DeviceDoor
    /// What the handler may know of the path.
    var path: String
    var body: [UInt8] = []
    var bytesHeld = 0
  }

  private static let reserveBytesMax = 256 << 10
  /// A body up to this size is handled on the event loop itself; a larger one must not hold up others.
  private static let bodyBytesOnLoopMax = 64 << 10

  let house: FieldHouse
  private var peer: PeerCertificate?
  private var phase = Phase.awaitingHead
  private var inputEnded = false
  /// Tells the answer that is waited for from one that came too late.
  private var pushNumber: UInt64 = 0

  init(_ house: FieldHouse) { self.house = house }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let part): receive(part, context)
    case .end: finishRequest(context)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case let event as TLSEstablished: peer = event.peer
    case is RequestOverdue: giveUp(context)
    case ChannelEvent.inputClosed:
      inputEnded = true
      if case .awaitingHead = phase { end(context) }
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch (error, phase) {
    case (is HTTPParserError, .receiving(let push)):
      // The decoder tells a body that ended early in this way; what was held of it goes.
      refuse(push, .notHTTP, context)
    case (is HTTPParserError, .awaitingHead):
      refuse(Refusal(.notHTTP), keepAlive: false, version: .http1_1, context)
    case (is TransportSecurityError, _):
      house.note(Refusal(.tls), context.remoteAddress, detail: "\(error)")
      context.close(promise: nil)
    default: context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if case .receiving(let push) = phase { house.tally.release(push.bytesHeld) }
    phase = .ended
    context.fireChannelInactive()
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard case .awaitingHead = phase else { return }
    house.tally.countRequest()
    switch house.door.decide(head, peer: peer, now: house.now()) {
    case .refuse(let refusal):
      refuse(refusal, keepAlive: head.isKeepAlive && isSmall(head), version: head.version, context)
    case .admit(let door, let path, let expectsContinue):
      var push = Push(head: head, door: door, path: path)
      if let announced = head.headers.first(name: "content-length").flatMap({ Int($0) }) {
        push.body.reserveCapacity(min(announced, Self.reserveBytesMax))
      }
      phase = .receiving(push)
      if expectsContinue {
        let go = HTTPResponseHead(version: head.version, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
      }
    }
  }

  private func receive(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
    guard case .receiving(var push) = phase else { return }
    phase = .dropping
    let bytes = part.readableBytes
    guard push.body.count + bytes <= push.door.device.bodyBytesMax else {
      return refuse(push, .bodyTooLarge, context)
    }
    guard house.tally.hold(bytes) else { return refuse(push, .bodiesHeld, context) }
    push.bytesHeld += bytes
    part.withUnsafeReadableBytes { push.body.append(contentsOf: $0) }
    phase = .receiving(push)
  }

  private func finishRequest(_ context: ChannelHandlerContext) {
    switch phase {
    case .dropping:
      phase = .awaitingHead
      if inputEnded { end(context) }
    case .receiving(var push):
      let request = PushRequest(
        device: push.door.device.id, method: push.head.method.rawValue, path: push.path,
        query: Self.query(of: push.head.uri), contentType: push.head.headers.first(name: "content-type"),
        contentEncoding: push.head.headers.first(name: "content-encoding"), body: push.body)
      push.body = []
      phase = .answering(push)
      pushNumber += 1
      handle(request, number: pushNumber, push.door.device.handler, push.bytesHeld, context)
    case .awaitingHead, .answering, .ended: break
    }
  }

  private static func query(of uri: String) -> String {
    String(uri.drop { $0 != "?" }.dropFirst())
  }

  /// The bytes stay counted until the handler is done with them, also when nobody waits for its answer.
  private func handle(
    _ request: PushRequest, number: UInt64, _ handler: @escaping @Sendable (PushRequest) async -> PushAnswer,
    _ bytesHeld: Int, _ context: ChannelHandlerContext
  ) {
    let own = NIOLoopBound((connection: self, context: context), eventLoop: context.eventLoop)
    let (loop, tally) = (context.eventLoop, house.tally)
    Task(executorPreference: request.body.count <= Self.bodyBytesOnLoopMax ? LoopExecutor(loop) : nil) {
      let answer = await handler(request)
      tally.release(bytesHeld)
      loop.execute { own.value.connection.send(answer, number: number, own.value.context) }
    }
  }

  private func send(_ answer: PushAnswer, number: UInt64, _ context: ChannelHandlerContext) {
    guard case .answering(let push) = phase, number == pushNumber else { return }
    let keepAlive = push.head.isKeepAlive && !inputEnded
    house.tally.countAnswer(status: answer.status)
    phase = .awaitingHead
    write(answer, keepAlive: keepAlive, version: push.head.version, context)
    if !keepAlive { end(context) }
  }

  /// The request's time is up: say so where a whole head was read.
  private func giveUp(_ context: ChannelHandlerContext) {
    switch phase {
    case .receiving(let push): refuse(push, .bodyTooSlow, context)
    case .answering(let push):
      refuse(
        Refusal(.handlerTooSlow, push.door.device.id), keepAlive: false, version: push.head.version, context)
    case .awaitingHead, .dropping, .ended: context.close(promise: nil)
    }
  }

  private func refuse(_ push: Push, _ reason: RefusalReason, _ context: ChannelHandlerContext) {
    house.tally.release(push.bytesHeld)
    refuse(Refusal(reason, push.door.device.id), keepAlive: false, version: push.head.version, context)
  }

  private func refuse(
    _ refusal: Refusal, keepAlive: Bool, version: HTTPVersion, _ context: ChannelHandlerContext
  ) {
    house.note(refusal, context.remoteAddress)
    let keepAlive = keepAlive && !refusal.closes
    phase = keepAlive ? .dropping : .ended
    if let answer = refusal.answer {
      let answer = PushAnswer(
        status: answer.status, body: Array("\(answer.text)\n".utf8),
        retryAfterSeconds: refusal.retryAfterSeconds)
      write(
        answer, keepAlive: keepAlive, version: version, challenge: refusal.challenge,
        allow: refusal.reason == .method, context)
    }
    if !keepAlive { end(context) }
  }

  private func end(_ context: ChannelHandlerContext) {
    phase = .ended
    context.close(mode: .output, promise: nil)
  }

  /// Whether the rest of a refused request is small enough to read and drop; a client that waits for 100
  /// may never send it.
  private func isSmall(_ head: HTTPRequestHead) -> Bool {
    if head.headers.contains(name: "transfer-encoding") || head.headers.contains(name: "expect") {
      return false
    }
    guard let length = head.headers.first(name: "content-length") else { return true }
    return Int(length).map { $0 <= house.limits.refusedBodyBytesMax } ?? false
  }
}
