import COpenSSL

/// A keyed hash in place of a plate: the same plate has the same pseudonym at this site, and nowhere else.
struct Pseudonym: Hashable, Sendable {
  /// At least 16 bytes.
  let key: [UInt8]

  /// HMAC-SHA-256 (RFC 2104) of the normalised plate, its first 16 bytes in hexadecimal.
  func of(_ plate: String) -> String { String(whole(of: Array(plate.utf8)).prefix(32)) }

  /// All 32 bytes in hexadecimal, as `openssl dgst -sha256 -hmac` prints them.
  func whole(of text: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    _ = HMAC(EVP_sha256(), key, Int32(key.count), text, text.count, &digest, &length)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.prefix(Int(length)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }
}
