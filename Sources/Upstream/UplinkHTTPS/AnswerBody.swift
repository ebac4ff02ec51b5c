/// The beginning of an answer's body, for the reason that it gives; the rest is read and dropped, up to a
/// limit.
final class AnswerBody {
  private(set) var kept: [UInt8] = []
  private var bytesTaken = 0

  static let keptBytesMax = 16 << 10
  static let bytesMax = 1 << 20

  func clear() {
    kept.removeAll(keepingCapacity: true)
    bytesTaken = 0
  }

  /// What libcurl's write callback answers: fewer bytes than offered ends the transfer.
  func take(_ part: UnsafeRawBufferPointer) -> Int {
    bytesTaken += part.count
    guard bytesTaken <= Self.bytesMax else { return 0 }
    kept.append(contentsOf: part.prefix(Self.keptBytesMax - kept.count))
    return part.count
  }
}
