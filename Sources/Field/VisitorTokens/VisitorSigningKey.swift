internal import COpenSSL

/// A private key that signs tokens; lives only while something is issued.
///
/// Sendable by hand: the key is set once and OpenSSL only reads it.
public final class VisitorSigningKey: @unchecked Sendable {
  private let key: OpaquePointer

  /// Reads a key in PEM, as `openssl genpkey -algorithm ed25519` writes it; `file` names it in errors.
  public init(pem: [UInt8], file: String) throws(VisitorTokenError) {
    defer { ERR_clear_error() }
    guard let bio = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else {
      throw .keyUnusable(file: file, cause: "out of memory")
    }
    defer { BIO_free(bio) }
    // A key with a passphrase would ask at the terminal; the empty one ends that.
    guard let key = PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in 0 }, nil) else {
      throw .keyUnusable(file: file, cause: "it holds no private key without a passphrase")
    }
    guard EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 else {
      EVP_PKEY_free(key)
      throw .keyUnusable(file: file, cause: "it is a key of another kind")
    }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  func signature(of payload: [UInt8]) throws(VisitorTokenError) -> [UInt8] {
    defer { ERR_clear_error() }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1 else { throw .signingFailed }
    let message = Self.message(payload)
    var signature = [UInt8](repeating: 0, count: VisitorKeys.signatureBytes)
    var count = signature.count
    guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == signature.count
    else {
      throw .signingFailed
    }
    return signature
  }

  /// The mark is signed too: what else the key may sign is no token.
  static func message(_ payload: [UInt8]) -> [UInt8] { Array("\(VisitorToken.mark).".utf8) + payload }
}
