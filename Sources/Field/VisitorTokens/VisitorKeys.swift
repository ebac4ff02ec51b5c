internal import COpenSSL

/// The public keys (Ed25519, RFC 8032) whose tokens a site believes, by their number.
public struct VisitorKeys: Hashable, Sendable {
  private var raw: [UInt16: [UInt8]] = [:]

  static let publicKeyBytes = 32
  static let signatureBytes = 64
  /// Most keys of a site: the one in use and those that are being retired.
  public static let countMax = 16

  public init() {}

  /// Adds a key in PEM, as `openssl pkey -pubout` writes it; `file` names it in errors.
  public mutating func add(_ id: UInt16, pem: [UInt8], file: String) throws(VisitorTokenError) {
    guard raw.count < Self.countMax || raw[id] != nil else {
      throw .keyUnusable(file: file, cause: "there are \(Self.countMax) already")
    }
    defer { ERR_clear_error() }
    guard let bio = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else {
      throw .keyUnusable(file: file, cause: "out of memory")
    }
    defer { BIO_free(bio) }
    guard let key = PEM_read_bio_PUBKEY(bio, nil, nil, nil) else {
      throw .keyUnusable(file: file, cause: "it holds no public key")
    }
    defer { EVP_PKEY_free(key) }
    guard EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 else {
      throw .keyUnusable(file: file, cause: "it is a key of another kind")
    }
    var bytes = [UInt8](repeating: 0, count: Self.publicKeyBytes)
    var count = bytes.count
    guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == Self.publicKeyBytes else {
      throw .keyUnusable(file: file, cause: "OpenSSL refuses it")
    }
    raw[id] = bytes
  }

  /// Nil when there is no such key.
  func isSigned(_ payload: [UInt8], by id: UInt16, _ signature: [UInt8]) -> Bool? {
    guard let bytes = raw[id] else { return nil }
    defer { ERR_clear_error() }
    let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
    defer { EVP_PKEY_free(key) }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    guard let key, EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
    let message = VisitorSigningKey.message(payload)
    return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }
}

extension SiteMark {
  /// The mark of a site by the name that its file gives it.
  public init(site: String) {
    var digest = [UInt8](repeating: 0, count: 32)
    var count = UInt32(digest.count)
    let name = Array(site.utf8)
    precondition(EVP_Digest(name, name.count, &digest, &count, EVP_sha256(), nil) == 1, "SHA-256 is built in")
    bytes = Array(digest.prefix(4))
  }
}
