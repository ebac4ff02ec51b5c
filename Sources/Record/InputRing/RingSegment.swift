internal import Glibc

/// One file of the ring, read: its start, then its turns until its end or the first record that is not whole.
public struct RingSegment: Sendable {
  public let start: SegmentStart
  private let bytes: [UInt8]
  private var position: Int
  /// The last record was cut off or is damaged: nothing is known of what came after.
  public private(set) var isTorn = false

  /// Throws what an operator can act on.
  public init(path: String) throws(InputRingError) {
    try self.init(bytes: Self.content(path) { _ in false }, name: path)
  }

  /// The start alone; the rest of the file is not read.
  public static func start(path: String) throws(InputRingError) -> SegmentStart {
    let bytes = try content(path) { SegmentForm.record(in: $0, at: SegmentForm.mark.count) != nil }
    return try RingSegment(bytes: bytes, name: path).start
  }

  init(bytes: [UInt8], name: String) throws(InputRingError) {
    guard bytes.starts(with: SegmentForm.mark) else {
      throw .unreadable(file: name, cause: "it is none of this release's recordings")
    }
    guard let range = SegmentForm.record(in: bytes, at: SegmentForm.mark.count) else {
      throw .unreadable(file: name, cause: "its beginning was not written whole")
    }
    var reader = PackedReader(bytes, range)
    do {
      guard try reader.byte() == RecordKind.start.rawValue else { throw RecordFault.malformed("no start") }
      start = try SegmentStart(&reader)
    } catch {
      throw .unreadable(file: name, cause: "its beginning makes no sense (\(error))")
    }
    self.bytes = bytes
    position = range.upperBound
  }

  /// The next turn; nil at the end.
  public mutating func next() -> RecordedTurn? {
    guard position < bytes.count, !isTorn else { return nil }
    guard let range = SegmentForm.record(in: bytes, at: position) else { return tear() }
    var reader = PackedReader(bytes, range)
    do {
      guard try reader.byte() == RecordKind.turn.rawValue else { return tear() }
      let turn = try RecordedTurn(&reader)
      position = range.upperBound
      return turn
    } catch { return tear() }
  }

  private mutating func tear() -> RecordedTurn? {
    isTorn = true
    return nil
  }

  private static func content(
    _ path: String, isEnough: ([UInt8]) -> Bool
  ) throws(InputRingError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(file: path, operation: "open", code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(file: path, operation: "read", code: errno) }
      if count == 0 { return bytes }
      guard bytes.count + count <= SegmentForm.fileBytesMax else {
        throw .unreadable(file: path, cause: "it is larger than \(SegmentForm.fileBytesMax >> 20) MiB")
      }
      bytes += chunk[..<count]
      if isEnough(bytes) { return bytes }
    }
  }
}
