public import HummingbirdCore

extension HTTPServerBuilder {
  /// HTTP/1.1 with every connection bounded, over TLS unless `tls` is nil; routes find the verified
  /// client in `PeerCertificate.current`.
  public static func http1(securedBy tls: ServerTLS?, limits: ConnectionLimits = ConnectionLimits()) -> Self {
    let roster = ConnectionRoster(limits)
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: headBytesMax, maxHeaderListSize: headBytesMax, maxHeaderFieldCount: headerFieldsMax)
    return HTTPServerBuilder { responder in
      let base = HTTP1Channel(responder: responder, configuration: .init(httpDecoderConfiguration: decoder))
      return GuardedChannel(base: base, tls: tls, limits: limits, roster: roster)
    }
  }

  private static var headBytesMax: Int { 16 << 10 }
  private static var headerFieldsMax: Int { 100 }
}
