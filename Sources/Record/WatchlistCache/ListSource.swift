internal import AccessModel
internal import COpenSSL
internal import Glibc

/// The three files of one list: its rows, their signature and the issuer's key.
struct ListSource {
  let list: ListID
  let file: String
  let signature: String
  let publicKey: String

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
    let content = try Self.bytes(of: file, bytesMax: WatchlistFile.fileBytesMax)
    let signed = try Self.bytes(of: signature, bytesMax: limit)
    let key = try Self.bytes(of: publicKey, bytesMax: limit)
    let fault = try ListSignature.fault(of: signed, over: content, publicKey: key, keyFile: publicKey)
    if let fault { throw .notSigned(file: file, signature: signature, cause: fault) }
    var digest = try Digest(file)
    for part in [key, signed, content] {
      part.withUnsafeBytes { digest.add($0) }
      digest.endPart()
    }
    return Verified(content: content, digest: digest.finish())
  }

  /// SHA-256 over key, signature and list: what was made of a verified list bears it, and any changed byte
  /// of the three changes it. Takes no more memory than one block.
  func digest() throws(WatchlistError) -> [UInt8] {
    var digest = try Digest(file)
    for (path, bytesMax) in [
      (publicKey, WatchlistFile.keyBytesMax), (signature, WatchlistFile.keyBytesMax),
      (file, WatchlistFile.fileBytesMax),
    ] {
      try Self.read(path, bytesMax: bytesMax) { digest.add($0) }
      digest.endPart()
    }
    return digest.finish()
  }

  /// SHA-256 of several parts; where each ends counts as well.
  private struct Digest: ~Copyable {
    private let context: OpaquePointer
    private var count: UInt64 = 0

    init(_ file: String) throws(WatchlistError) {
      guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
        throw .unreadable(file: file, cause: "OpenSSL has no SHA-256")
      }
      self.context = context
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

    mutating func finish() -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: 32) { bytes, size in
        EVP_DigestFinal_ex(context, bytes.baseAddress, nil)
        size = 32
      }
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
