public import AccessModel

/// Where the upstream is, who we are to it, and how long anything may take.
public struct HTTPSTransportSettings: Hashable, Sendable {
  /// `https` only.
  public var url: String
  /// PEM file of the authorities that may have signed the upstream's certificate; no other is trusted.
  public var authorityFile: String
  /// Our certificate (PEM, with its chain) and key; nil only in tests that want to be turned away.
  var client: Client?
  /// Until the TLS handshake is done.
  public var connectTimeout: Span
  /// For a whole request, connection included.
  public var requestTimeout: Span
  /// Without a byte moving either way; a server that thinks longer than this is given up.
  public var stallTimeout: Span

  struct Client: Hashable, Sendable {
    var certificateFile: String
    var keyFile: String
  }

  public init(
    url: String, authorityFile: String, certificateFile: String, keyFile: String,
    connectTimeout: Span = .seconds(10), requestTimeout: Span = .seconds(30),
    stallTimeout: Span = .seconds(20)
  ) {
    self.url = url
    self.authorityFile = authorityFile
    client = Client(certificateFile: certificateFile, keyFile: keyFile)
    self.connectTimeout = connectTimeout
    self.requestTimeout = requestTimeout
    self.stallTimeout = stallTimeout
  }

  /// Host and port as written, for messages.
  var authority: String {
    let rest = url.dropFirst(Self.scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return String(rest.split(separator: "@").last ?? "")
  }

  var isHTTPS: Bool { url.lowercased().hasPrefix(Self.scheme) && !authority.isEmpty }

  private static let scheme = "https://"
}
