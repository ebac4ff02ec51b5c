internal import COpenSSL

/// AES with a 128-bit key over whole blocks, by OpenSSL.
enum AES128 {
  static let blockBytes = 16

  static func encrypted(_ bytes: [UInt8], key: [UInt8], vector: [UInt8]? = nil) -> [UInt8] {
    run(bytes, key, vector ?? [UInt8](repeating: 0, count: blockBytes), isEncrypting: true)
  }

  static func decrypted(_ bytes: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8] {
    run(bytes, key, vector, isEncrypting: false)
  }

  /// CBC; one block under a vector of zeros is plain AES of that block.
  private static func run(_ bytes: [UInt8], _ key: [UInt8], _ vector: [UInt8], isEncrypting: Bool) -> [UInt8]
  {
    precondition(key.count == blockBytes && vector.count == blockBytes)
    precondition(
      !bytes.isEmpty && bytes.count % blockBytes == 0 && bytes.count <= Frame.bytesMax + blockBytes)
    let context = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(context) }
    var output = [UInt8](repeating: 0, count: bytes.count + blockBytes)
    var count: Int32 = 0
    let isDone =
      EVP_CipherInit_ex(context, EVP_aes_128_cbc(), nil, key, vector, isEncrypting ? 1 : 0) == 1
      && EVP_CIPHER_CTX_set_padding(context, 0) == 1
      && EVP_CipherUpdate(context, &output, &count, bytes, Int32(clamping: bytes.count)) == 1
    // Whole blocks under a key of the right length: only a machine without memory refuses.
    precondition(isDone && Int(count) == bytes.count, "OpenSSL refuses AES-128")
    output.removeLast(blockBytes)
    return output
  }
}

/// Compares without telling by its duration where the first difference is.
func isSameSecret(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && zip(left, right).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
}
