/// Why TLS could not be set up, or why a peer was refused; each says what the operator can do.
public enum TransportSecurityError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A PEM file cannot be read or is larger than `ServerTLS.fileBytesMax`.
  case unreadable(path: String, cause: String)
  case unusableCertificate(path: String, cause: String)
  case unusableKey(path: String, cause: String)
  case unusableClientCA(path: String, cause: String)
  /// Client certificates are to be verified, and no CA was named.
  case clientCAMissing
  /// OpenSSL refused an operation that does not depend on files or peers.
  case library(operation: String, cause: String)
  case handshakeRefused(cause: String)
  case handshakeTooSlow(milliseconds: Int)
  /// The peer sent records that do not decrypt.
  case recordRefused(cause: String)
  /// The peer went away before the handshake was done.
  case handshakeAbandoned

  public var description: String {
    switch self {
    case .unreadable(let path, let cause):
      "reading \(path): \(cause). Check that the file exists, is readable and is PEM"
    case .unusableCertificate(let path, let cause):
      "loading certificate chain \(path): \(cause). Put the server's certificate first, then its issuers"
    case .unusableKey(let path, let cause):
      "loading private key \(path): \(cause). Give the unencrypted PEM key that belongs to the certificate"
    case .unusableClientCA(let path, let cause):
      "loading client CA \(path): \(cause). Give the certificate of the clients' CA as PEM"
    case .clientCAMissing:
      "verifying client certificates: no CA is named. Name the CA that issued them, or turn verification off"
    case .library(let operation, let cause):
      "OpenSSL, \(operation): \(cause). Check the installed libssl and its openssl.cnf"
    case .handshakeRefused(let cause):
      "TLS handshake refused: \(cause). Check the peer's TLS version, certificate and CA"
    case .handshakeTooSlow(let milliseconds):
      "TLS handshake not done after \(milliseconds) ms. Check that the peer speaks TLS and the line to it"
    case .recordRefused(let cause):
      "TLS record refused: \(cause). Check the line to the peer; something alters its bytes"
    case .handshakeAbandoned:
      "the peer closed during the TLS handshake. Check that it trusts this server's certificate"
    }
  }
}
