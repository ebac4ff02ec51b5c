internal import COpenSSL
internal import CShims
internal import NIOCore

/// One connection's TLS state over two memory BIOs; does no I/O and is used on one event loop only.
final class TLSSession {
  enum Reading: Equatable {
    case wantsMore
    /// The peer said that it will send nothing more.
    case ended
  }

  private let ssl: OpaquePointer
  private let incoming: OpaquePointer
  private let outgoing: OpaquePointer
  private static let readBytesMin = 2048

  init(context: TLSContext) throws(TransportSecurityError) {
    ERR_clear_error()
    guard let ssl = SSL_new(context.handle) else {
      throw .library(operation: "creating a session", cause: openSSLCause())
    }
    guard let incoming = BIO_new(BIO_s_mem()) else {
      SSL_free(ssl)
      throw .library(operation: "creating a buffer", cause: openSSLCause())
    }
    guard let outgoing = BIO_new(BIO_s_mem()) else {
      BIO_free(incoming)
      SSL_free(ssl)
      throw .library(operation: "creating a buffer", cause: openSSLCause())
    }
    // An empty buffer means "more to come", not the end of the stream.
    _ = gh_bio_set_mem_eof_return(incoming, -1)
    _ = gh_bio_set_mem_eof_return(outgoing, -1)
    SSL_set_bio(ssl, incoming, outgoing)
    SSL_set_accept_state(ssl)
    (self.ssl, self.incoming, self.outgoing) = (ssl, incoming, outgoing)
  }

  deinit { SSL_free(ssl) }

  /// Takes in bytes from the peer.
  func receive(_ buffer: ByteBuffer) {
    buffer.withUnsafeReadableBytes { bytes in
      _ = BIO_write(incoming, bytes.baseAddress, Int32(clamping: bytes.count))
    }
  }

  /// True once the handshake is done.
  func handshake() throws(TransportSecurityError) -> Bool {
    ERR_clear_error()
    let result = SSL_do_handshake(ssl)
    if result == 1 { return true }
    let error = SSL_get_error(ssl, result)
    if error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE { return false }
    throw .handshakeRefused(cause: handshakeCause())
  }

  /// Appends all plaintext that can be had now.
  func decrypt(into plaintext: inout ByteBuffer) throws(TransportSecurityError) -> Reading {
    while true {
      ERR_clear_error()
      var result: Int32 = 0
      plaintext.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.readBytesMin) { space in
        result = SSL_read(ssl, space.baseAddress, Int32(clamping: space.count))
        return Int(max(result, 0))
      }
      if result > 0 { continue }
      switch SSL_get_error(ssl, result) {
      case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wantsMore
      case SSL_ERROR_ZERO_RETURN: return .ended
      default: throw .recordRefused(cause: openSSLCause())
      }
    }
  }

  /// Turns plaintext into records; they wait in `takeCiphertext`.
  func encrypt(_ plaintext: ByteBuffer) throws(TransportSecurityError) {
    guard plaintext.readableBytes > 0 else { return }
    ERR_clear_error()
    let result = plaintext.withUnsafeReadableBytes { bytes in
      SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count))
    }
    guard result == plaintext.readableBytes else {
      throw .library(operation: "encrypting", cause: openSSLCause())
    }
  }

  /// Whatever OpenSSL wants sent to the peer; nil when nothing.
  func takeCiphertext(_ allocator: ByteBufferAllocator) -> ByteBuffer? {
    let pending = gh_bio_pending(outgoing)
    guard pending > 0 else { return nil }
    var ciphertext = allocator.buffer(capacity: pending)
    ciphertext.writeWithUnsafeMutableBytes(minimumWritableBytes: pending) { space in
      Int(max(BIO_read(outgoing, space.baseAddress, Int32(clamping: pending)), 0))
    }
    return ciphertext
  }

  /// Queues the close_notify that ends our side.
  func sayGoodbye() {
    ERR_clear_error()
    _ = SSL_shutdown(ssl)
    ERR_clear_error()
  }

  /// The client's certificate, if it sent one that verified.
  var peer: PeerCertificate? {
    guard SSL_get_verify_result(ssl) == Int(X509_V_OK), let certificate = SSL_get0_peer_certificate(ssl)
    else {
      return nil
    }
    return PeerCertificate(certificate)
  }

  private func handshakeCause() -> String {
    let verification = SSL_get_verify_result(ssl)
    let cause = openSSLCause()
    guard verification != Int(X509_V_OK) else { return cause }
    return "\(cause), \(String(cString: X509_verify_cert_error_string(verification)))"
  }
}
