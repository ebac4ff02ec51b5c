/// Finds frames in the bytes of a line, among noise, marks and echoes; keeps at most one frame's bytes.
struct FrameScanner {
  /// One frame and the bytes that it was read from.
  struct Found: Hashable {
    var frame: Frame
    var bytes: [UInt8]
  }

  private var buffer: [UInt8] = []
  /// Frames whose check did not fit, or that could not be read.
  private(set) var badFrames = 0

  /// Whether a frame has begun and has not ended.
  var isMidFrame: Bool { !buffer.isEmpty }

  mutating func reset() { buffer.removeAll(keepingCapacity: true) }

  /// Adds bytes and answers every frame that is whole now.
  mutating func add(_ bytes: some Sequence<UInt8>) -> [Found] {
    var found: [Found] = []
    for byte in bytes {
      buffer.append(byte)
      // Only a byte that may end a frame is worth a look; after a false start there may be several.
      while let length = neededBytes(), buffer.count >= length {
        let candidate = Array(buffer[..<length])
        if let frame = try? Frame(candidate) {
          found.append(Found(frame: frame, bytes: candidate))
          buffer.removeFirst(length)
        } else {
          badFrames += 1
          buffer.removeFirst()
        }
      }
    }
    return found
  }

  /// Drops what cannot begin a frame; the length of the frame that begins, nil while that is unknown.
  private mutating func neededBytes() -> Int? {
    while true {
      guard let start = buffer.firstIndex(of: Frame.startByte) else {
        buffer.removeAll(keepingCapacity: true)
        return nil
      }
      if start > 0 { buffer.removeFirst(start) }
      guard buffer.count > 3 else { return nil }
      let length = Int(buffer[2]) | Int(buffer[3]) << 8
      if (Frame.headerBytes + 2...Frame.bytesMax).contains(length) { return length }
      buffer.removeFirst()
    }
  }
}
