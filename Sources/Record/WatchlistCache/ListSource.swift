internal import AccessModel
internal import COpenSSL
internal import Glibc

/// The three files of one list: its rows, their signature and the issuer's key.
struct ListSource {
  let list: ListID
  let file: String
  let signature: String
  let publicKey: String
  /// Largest list file.
  var bytesMax = WatchlistFile.fileBytesMax

  /// Of the rules by which an index is made of a list.
  ///
  /// Raise it with every change of what a plate is folded to, of the grammars and issuers found in it, of
  /// which rows are set aside or of how they are found: what was indexed before is then indexed anew.
  static let rulesVersion: UInt32 = 1

  /// Read at once.
  private static let blockBytes = 1 << 20

  /// A list whose signature was verified.
  struct Verified {
    let content: [UInt8]
    let digest: [UInt8]
  }

  /// The bytes of the list, once its signature has been verified.
  func verified() throws(WatchlistError) -> Verified {
    let limit = WatchlistFile.keyBytesMax
    let content = try Self.bytes(of: file, bytesMax: bytesMax)
    let signed = try Self.bytes(of: signature, bytesMax: limit)
    let key = try Self.bytes(of: publicKey, bytesMax: limit)
    let fault = try ListSignature.fault(of: signed, over: content, publicKey: key, keyFile: publicKey)
    if let fault { throw .notSigned(file: file, signature: signature, cause: fault) }
    var digest = try Digest(file)
    key.withUnsafeBytes { digest.add($0) }
    try digest.endIssuer(file)
    for part in [signed, content] {
      part.withUnsafeBytes { digest.add($0) }
      digest.endPart()
    }
    return Verified(content: content, digest: digest.finish())
  }

  /// Half of SHA-256 over rules and key, half of that over rules, key, signature and list: what was made of
  /// a verified list bears it, and any changed byte changes it. Takes no more memory than one block.
  func digest() throws(WatchlistError) -> [UInt8] {
    var digest = try keyed()
    for (path, bytesMax) in [(signature, WatchlistFile.keyBytesMax), (file, bytesMax)] {
      try Self.read(path, bytesMax: bytesMax) { digest.add($0) }
      digest.endPart()
    }
    return digest.finish()
  }

  /// The first half of `digest`, the same for every edition that this key vouches for.
  func issuerDigest() throws(WatchlistError) -> [UInt8] { try keyed().issuer }

  private func keyed() throws(WatchlistError) -> Digest {
    var digest = try Digest(file)
    try Self.read(publicKey, bytesMax: WatchlistFile.keyBytesMax) { digest.add($0) }
    try digest.endIssuer(file)
    return digest
  }

  /// SHA-256 of several parts, of which the first is the issuer's; where each ends counts as well.
  private struct Digest: ~Copyable {
    private let context: OpaquePointer
    private var count: UInt64 = 0
    private(set) var issuer: [UInt8] = []
    private static let halfBytes = 16

    init(_ file: String) throws(WatchlistError) {
      guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
        throw .unreadable(file: file, cause: "OpenSSL has no SHA-256")
      }
      self.context = context
      withUnsafeBytes(of: ListSource.rulesVersion.littleEndian) { add($0) }
      endPart()
    }

    deinit { EVP_MD_CTX_free(context) }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
      count += UInt64(bytes.count)
      EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    mutating func endPart() {
      withUnsafeBytes(of: count.littleEndian) { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
      count = 0
    }

    mutating func endIssuer(_ file: String) throws(WatchlistError) {
      endPart()
      let copy = EVP_MD_CTX_new()
      defer { EVP_MD_CTX_free(copy) }
      guard let copy, EVP_MD_CTX_copy_ex(copy, context) == 1 else {
        throw .unreadable(file: file, cause: "OpenSSL cannot copy a digest")
      }
      issuer = Self.half(copy)
    }

    mutating func finish() -> [UInt8] { issuer + Self.half(context) }

    private static func half(_ context: OpaquePointer) -> [UInt8] {
      let whole = [UInt8](unsafeUninitializedCapacity: 32) { bytes, size in
        EVP_DigestFinal_ex(context, bytes.baseAddress, nil)
        size = 32
      }
      return Array(whole.prefix(halfBytes))
    }
  }

  private static func bytes(of path: String, bytesMax: Int) throws(WatchlistError) -> [UInt8] {
    var content: [UInt8] = []
    try read(path, bytesMax: bytesMax) { content.append(contentsOf: $0) }
    return content
  }

  private static func read(
    _ path: String, bytesMax: Int, take: (UnsafeRawBufferPointer) -> Void
  ) throws(WatchlistError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockBytes, alignment: 16)
    defer { block.deallocate() }
    var total = 0
    while true {
      let got = Glibc.read(descriptor, block.baseAddress, block.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw unreadable(path) }
      guard got > 0 else { return }
      total += got
      guard total <= bytesMax else { throw .tooLarge(file: path, limit: "\(bytesMax) bytes") }
      take(UnsafeRawBufferPointer(rebasing: block[..<got]))
    }
  }

  private static func unreadable(_ path: String) -> WatchlistError {
    .unreadable(file: path, cause: String(cString: strerror(errno)))
  }
}
