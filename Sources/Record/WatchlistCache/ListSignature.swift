internal import COpenSSL

/// A detached Ed25519 signature (RFC 8032), as `openssl pkeyutl -sign -rawin` makes it.
enum ListSignature {
  static let bytes = 64

  /// Nil when `signature` is that of the key over exactly these bytes, else why not.
  static func fault(
    of signature: [UInt8], over content: [UInt8], publicKey pem: [UInt8], keyFile: String
  ) throws(WatchlistError) -> String? {
    guard signature.count == bytes else {
      return "the signature is \(signature.count) bytes long, not \(bytes)"
    }
    defer { ERR_clear_error() }
    guard let bio = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else {
      throw .keyUnusable(file: keyFile, cause: "out of memory")
    }
    defer { BIO_free(bio) }
    guard let key = PEM_read_bio_PUBKEY(bio, nil, nil, nil) else {
      throw .keyUnusable(file: keyFile, cause: "it holds no public key")
    }
    defer { EVP_PKEY_free(key) }
    guard EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 else {
      throw .keyUnusable(file: keyFile, cause: "it is a key of another kind")
    }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else {
      throw .keyUnusable(file: keyFile, cause: "OpenSSL refuses it")
    }
    let verdict = EVP_DigestVerify(context, signature, signature.count, content, content.count)
    return verdict == 1 ? nil : "it is not the issuer's signature over these bytes"
  }
}
