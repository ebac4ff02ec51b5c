internal import COpenSSL
internal import CShims
internal import Glibc

/// One loaded set of files: an `SSL_CTX` that is never changed after `init`.
///
/// `@unchecked Sendable`: the handle is immutable here, and OpenSSL locks what `SSL_new` and the session
/// cache share.
final class TLSContext: @unchecked Sendable {
  struct Files: Sendable {
    var certificateChain: String
    var privateKey: String
    var clientCA: String?
    var clientVerification: ServerTLS.ClientVerification
  }

  private static let cachedSessionsMax = 1024
  private static let sessionSecondsMax = 300
  private static let clientChainLinksMax: Int32 = 4
  private static let cipherSuitesOfTLS12 = "ECDHE+AESGCM:ECDHE+CHACHA20"

  let handle: OpaquePointer

  init(_ files: Files) throws(TransportSecurityError) {
    ERR_clear_error()
    guard let handle = SSL_CTX_new(TLS_server_method()) else {
      throw .library(operation: "creating a context", cause: openSSLCause())
    }
    self.handle = handle
    try setProtocol()
    try loadIdentity(files)
    try setClientVerification(files)
  }

  deinit { SSL_CTX_free(handle) }

  private func setProtocol() throws(TransportSecurityError) {
    guard gh_ssl_ctx_set_min_tls_1_2(handle) == 1,
      SSL_CTX_set_cipher_list(handle, Self.cipherSuitesOfTLS12) == 1
    else { throw .library(operation: "setting versions and ciphers", cause: openSSLCause()) }
    gh_ssl_ctx_set_server_options(handle)
    _ = gh_ssl_ctx_set_session_cache_size(handle, Self.cachedSessionsMax)
    SSL_CTX_set_timeout(handle, Self.sessionSecondsMax)
    // Without a context of its own, OpenSSL refuses to resume sessions that carry a client certificate.
    let name: [UInt8] = Array("gatehouse".utf8)
    SSL_CTX_set_session_id_context(handle, name, UInt32(name.count))
    // The default callback would ask for a passphrase on the terminal.
    SSL_CTX_set_default_passwd_cb(handle) { _, _, _, _ in 0 }
  }

  private func loadIdentity(_ files: Files) throws(TransportSecurityError) {
    try checkFile(files.certificateChain)
    try checkFile(files.privateKey)
    guard SSL_CTX_use_certificate_chain_file(handle, files.certificateChain) == 1 else {
      throw .unusableCertificate(path: files.certificateChain, cause: openSSLCause())
    }
    guard SSL_CTX_use_PrivateKey_file(handle, files.privateKey, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_check_private_key(handle) == 1
    else { throw .unusableKey(path: files.privateKey, cause: openSSLCause()) }
  }

  private func setClientVerification(_ files: Files) throws(TransportSecurityError) {
    let mode: Int32
    switch files.clientVerification {
    case .none: return
    case .optional: mode = SSL_VERIFY_PEER
    case .required: mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
    }
    guard let path = files.clientCA else { throw .clientCAMissing }
    try checkFile(path)
    guard SSL_CTX_load_verify_file(handle, path) == 1, let names = SSL_load_client_CA_file(path) else {
      throw .unusableClientCA(path: path, cause: openSSLCause())
    }
    SSL_CTX_set_client_CA_list(handle, names)
    SSL_CTX_set_verify(handle, mode, nil)
    SSL_CTX_set_verify_depth(handle, Self.clientChainLinksMax)
  }

  private func checkFile(_ path: String) throws(TransportSecurityError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .unreadable(path: path, cause: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, cause: "not a plain file") }
    guard status.st_size <= ServerTLS.fileBytesMax else {
      throw .unreadable(path: path, cause: "larger than \(ServerTLS.fileBytesMax) bytes")
    }
  }
}

/// The last error that OpenSSL queued on this thread, in its words; empties the queue.
func openSSLCause() -> String {
  let code = ERR_peek_last_error()
  ERR_clear_error()
  guard code != 0 else { return "no cause given" }
  guard let reason = ERR_reason_error_string(code) else { return "OpenSSL error \(code)" }
  return String(cString: reason)
}
