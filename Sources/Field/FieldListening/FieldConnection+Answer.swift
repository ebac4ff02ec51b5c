internal import NIOCore
internal import NIOHTTP1

extension FieldConnection {
  func write(
    _ answer: PushAnswer, keepAlive: Bool, version: HTTPVersion, challenge: String? = nil,
    allow: Bool = false,
    _ context: ChannelHandlerContext
  ) {
    let status = (200...599).contains(answer.status) ? answer.status : 500
    var headers = HTTPHeaders()
    headers.add(name: "content-type", value: answer.contentType)
    headers.add(name: "content-length", value: String(answer.body.count))
    if !keepAlive {
      headers.add(name: "connection", value: "close")
    } else if version == .http1_0 {
      headers.add(name: "connection", value: "keep-alive")
    }
    if let seconds = answer.retryAfterSeconds ?? (status == 429 || status == 503 ? 1 : nil) {
      headers.add(name: "retry-after", value: String(max(seconds, 1)))
    }
    if let challenge { headers.add(name: "www-authenticate", value: challenge) }
    if allow { headers.add(name: "allow", value: "POST") }
    let head = HTTPResponseHead(
      version: version, status: HTTPResponseStatus(statusCode: status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !answer.body.isEmpty {
      let body = context.channel.allocator.buffer(bytes: answer.body)
      context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}
