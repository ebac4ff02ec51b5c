public import AccessModel

/// A signed file that is no list: its bytes, once its signature is good.
public enum SignedFile {
  /// Reads and verifies; `name` is what errors call it.
  public static func read(
    name: ListID, file: String, signature: String, publicKey: String, bytesMax: Int
  ) throws(WatchlistError) -> [UInt8] {
    let source = ListSource(
      list: name, file: file, signature: signature, publicKey: publicKey, bytesMax: bytesMax)
    return Array(try source.verified().content)
  }
}
