internal import FieldContract

/// The content of a secret file; prints as `<secret>`, so that no log line can hold it.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public let bytes: [UInt8]

  /// Largest secret accepted.
  public static let bytesMax = 64 << 10

  /// Reads a secret file without its one trailing line break.
  public init(path: String) throws(SecretError) {
    let read: [UInt8]
    do {
      read = try BoundedFile(path: path, bytesMax: Self.bytesMax).bytes
    } catch {
      throw .unreadable(path: path, reason: error.description)
    }
    bytes = Array(Self.trimmed(read))
    guard !bytes.isEmpty else { throw .empty(path: path) }
  }

  public var description: String { "<secret>" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Editors end the last line; the secret does not.
  static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    guard bytes.last == UInt8(ascii: "\n") else { return bytes[...] }
    let line = bytes.dropLast()
    return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
  }
}

/// Why a secret file cannot be used.
public enum SecretError: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case empty(path: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "cannot read the secret file \(path): \(reason). Check the path and who may read it"
    case .empty(let path): "the secret file \(path) is empty. Write the secret into it"
    }
  }
}
