import AccessModel
import COpenSSL
import Foundation
import Testing
import WatchlistCache

/// An issuer with a new key, and the folder in which it publishes.
final class SignedList {
  let folder: String
  private let key: OpaquePointer
  var file: String { folder + "/list.json" }
  var signature: String { folder + "/list.json.sig" }
  var publicKey: String { folder + "/issuer.pem" }

  init(algorithm: Int32 = EVP_PKEY_ED25519) throws {
    folder = NSTemporaryDirectory() + "gatehouse-list-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let context = try #require(EVP_PKEY_CTX_new_id(algorithm, nil))
    defer { EVP_PKEY_CTX_free(context) }
    var made: OpaquePointer?
    #expect(EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_keygen(context, &made) == 1)
    key = try #require(made)
    let bio = try #require(BIO_new_file(publicKey, "w"))
    defer { BIO_free(bio) }
    #expect(PEM_write_bio_PUBKEY(bio, key) == 1)
  }

  deinit {
    EVP_PKEY_free(key)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Writes and signs a list with these rows, each a JSON value.
  func publish(rows: [String], list: String = "residents", issuedAt: String = "2026-11-24T03:00:00Z") throws {
    try publish(
      """
      {"list": "\(list)", "version": "2026-11-24.1", "issued_at": "\(issuedAt)", "issuer": "Estate office",
       "entries": [\(rows.joined(separator: ",\n"))]}
      """)
  }

  func publish(_ content: String) throws {
    try write(Array(content.utf8), to: file)
    try write(sign(Array(content.utf8)), to: signature)
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  func load() throws -> LoadedWatchlist {
    try WatchlistFile.load(list: "residents", file: file, signature: signature, publicKey: publicKey)
  }

  private func sign(_ content: [UInt8]) throws -> [UInt8] {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    #expect(EVP_DigestSignInit(context, nil, nil, nil, key) == 1)
    var signature = [UInt8](repeating: 0, count: 64)
    var count = signature.count
    #expect(EVP_DigestSign(context, &signature, &count, content, content.count) == 1)
    return signature
  }
}

/// A sound row; nil takes a field away, any other text is put in as JSON.
func row(_ id: String = "r-1", _ changes: [String: String?] = [:]) -> String {
  var fields: [String: String] = [
    "id": "\"\(id)\"", "plate": "\"京A12345\"", "country": "\"CHN\"", "purpose": "\"membership\"",
    "action": "\"admit\"", "authority": "\"Estate office\"", "reference": "\"lease 17\"",
    "valid_from": "\"2026-01-01T00:00:00Z\"", "valid_until": "\"2027-01-01T00:00:00Z\"",
  ]
  for (field, value) in changes { fields[field] = value }
  return "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
    + "}"
}
