import COpenSSL
import CShims
import Glibc

/// A blocking TLS client over its own memory BIOs, so that a test decides how bytes reach the wire.
final class TLSProbe {
  struct Options: Sendable {
    var versionMin = TLS1_2_VERSION
    var versionMax = TLS1_3_VERSION
    var identity: TestPKI.Identity?
    /// Bytes in each segment to the server.
    var segmentBytes = Int.max
    var receiveBytes: Int32?
  }

  let socket: LoopbackSocket
  private let context: OpaquePointer
  private let ssl: OpaquePointer
  private let incoming: OpaquePointer
  private let outgoing: OpaquePointer
  private let segmentBytes: Int

  init(port: Int, _ options: Options = Options(), resuming session: OpaquePointer? = nil) throws {
    socket = try LoopbackSocket(port: port, receiveBytes: options.receiveBytes)
    guard let context = SSL_CTX_new(TLS_client_method()), let incoming = BIO_new(BIO_s_mem()),
      let outgoing = BIO_new(BIO_s_mem())
    else { throw SocketFailed(what: "no context") }
    // Old versions exist only at security level 0.
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0")
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(options.versionMin), nil)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(options.versionMax), nil)
    if let identity = options.identity {
      SSL_CTX_use_certificate_chain_file(context, identity.certificate)
      SSL_CTX_use_PrivateKey_file(context, identity.key, SSL_FILETYPE_PEM)
    }
    guard let ssl = SSL_new(context) else { throw SocketFailed(what: "no session") }
    if let session { SSL_set_session(ssl, session) }
    _ = gh_bio_set_mem_eof_return(incoming, -1)
    _ = gh_bio_set_mem_eof_return(outgoing, -1)
    SSL_set_bio(ssl, incoming, outgoing)
    SSL_set_connect_state(ssl)
    (self.context, self.ssl, self.incoming, self.outgoing) = (context, ssl, incoming, outgoing)
    segmentBytes = options.segmentBytes
  }

  deinit {
    SSL_free(ssl)
    SSL_CTX_free(context)
  }

  var version: String { String(cString: SSL_get_version(ssl)) }
  var isResumed: Bool { SSL_session_reused(ssl) == 1 }
  /// To be freed by the caller.
  func session() -> OpaquePointer? { SSL_get1_session(ssl) }

  var serverName: String {
    guard let certificate = SSL_get0_peer_certificate(ssl) else { return "" }
    var text = [CChar](repeating: 0, count: 256)
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, &text, 256)
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  func handshake() throws {
    while true {
      ERR_clear_error()
      let result = SSL_do_handshake(ssl)
      try sendPending()
      if result == 1 { return }
      try waitForMore(result, "handshake")
    }
  }

  func renegotiate() throws {
    SSL_renegotiate(ssl)
    try handshake()
    _ = try read()
  }

  func write(_ bytes: [UInt8]) throws {
    ERR_clear_error()
    guard SSL_write(ssl, bytes, Int32(bytes.count)) == bytes.count else { throw SocketFailed(what: "write") }
    try sendPending()
  }

  /// Empty at the peer's close_notify.
  func read(_ bytesMax: Int = 65536) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    while true {
      ERR_clear_error()
      let result = SSL_read(ssl, &bytes, Int32(bytesMax))
      if result > 0 { return Array(bytes.prefix(Int(result))) }
      if SSL_get_error(ssl, result) == SSL_ERROR_ZERO_RETURN { return [] }
      try waitForMore(result, "read")
    }
  }

  /// One request and its whole answer, by Content-Length.
  func exchange(_ request: String) throws -> String {
    try write(Array(request.utf8))
    var answer = ""
    while true {
      let bytes = try read()
      answer += String(decoding: bytes, as: UTF8.self)
      if bytes.isEmpty || answerIsWhole(answer) { return answer }
    }
  }

  func endSending() throws {
    SSL_shutdown(ssl)
    try sendPending()
  }

  private func waitForMore(_ result: Int32, _ operation: String) throws {
    guard SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else {
      let cause = ERR_reason_error_string(ERR_peek_last_error()).map { String(cString: $0) }
      throw SocketFailed(what: "\(operation): \(cause ?? "unknown")")
    }
    let bytes = try socket.receive()
    guard !bytes.isEmpty else { throw SocketFailed(what: "\(operation): end of stream") }
    BIO_write(incoming, bytes, Int32(bytes.count))
  }

  private func sendPending() throws {
    let pending = gh_bio_pending(outgoing)
    guard pending > 0 else { return }
    var bytes = [UInt8](repeating: 0, count: pending)
    BIO_read(outgoing, &bytes, Int32(pending))
    var rest = bytes[...]
    while !rest.isEmpty {
      try socket.send(Array(rest.prefix(segmentBytes)))
      rest = rest.dropFirst(segmentBytes)
    }
  }
}

func answerIsWhole(_ answer: String) -> Bool {
  let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2 else { return false }
  for line in parts[0].split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
    return parts[1].utf8.count >= Int(line.dropFirst(15).drop { $0 == " " }) ?? 0
  }
  return false
}
