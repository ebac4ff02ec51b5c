import FieldContract
import Foundation

/// Where shared payloads lie, if they do; they are not part of this repository.
enum SharedPayloads {
  static let folder: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["GATEHOUSE_PAYLOADS"].map { URL(filePath: $0) }
    let folder = named ?? root.deletingLastPathComponent().appending(path: "shared/payloads")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// Lines of a table that are no comments.
  static func rows(_ path: String) throws -> [[String]] {
    guard let folder else { return [] }
    let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

extension CardBits {
  /// Bits as text of 0 and 1.
  init?(_ text: String) {
    let digits = text.utf8.filter { $0 == 0x30 || $0 == 0x31 }
    var bytes = [UInt8](repeating: 0, count: (digits.count + 7) / 8)
    for (index, digit) in digits.enumerated() where digit == 0x31 {
      bytes[index / 8] |= 0x80 >> UInt8(index % 8)
    }
    self.init(count: digits.count, bytes: bytes)
  }

  /// The same card with one bit read wrongly.
  func flipping(_ position: Int) -> CardBits? {
    var bytes = bytes
    bytes[position / 8] ^= 0x80 >> UInt8(position % 8)
    return CardBits(count: count, bytes: bytes)
  }
}
