/// Why a transport cannot be made at all; what goes wrong later is a receipt.
public enum UplinkHTTPSError: Error, Hashable, CustomStringConvertible {
  case notHTTPS(url: String)
  /// This libcurl lacks something that the uplink does not do without.
  case libcurl(operation: String, reason: String)

  public var description: String {
    switch self {
    case .notHTTPS(let url):
      "uplink: `\(url)` is not an https address. Events leave the site only over TLS: write https://host/path"
    case .libcurl(let operation, let reason):
      "uplink: libcurl cannot \(operation): \(reason). Install libcurl 7.87 or later, built with OpenSSL"
    }
  }
}
