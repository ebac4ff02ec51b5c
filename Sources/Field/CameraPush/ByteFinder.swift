/// Finds a short pattern in a long body (Boyer-Moore-Horspool), so that pictures are passed over quickly.
struct ByteFinder: Sendable {
  let pattern: [UInt8]
  /// How far to go on from each byte; patterns are shorter than 255 bytes.
  private let skips: [UInt8]

  /// The pattern is not empty.
  init(_ pattern: [UInt8]) {
    precondition(!pattern.isEmpty)
    self.pattern = pattern
    var skips = [UInt8](repeating: UInt8(clamping: pattern.count), count: 256)
    for (index, byte) in pattern.dropLast().enumerated() {
      skips[Int(byte)] = UInt8(clamping: pattern.count - 1 - index)
    }
    self.skips = skips
  }

  /// Index of the first occurrence at or behind `start`.
  func find(in bytes: [UInt8], from start: Int) -> Int? {
    let last = pattern.count - 1
    var at = max(start, 0) + last
    while at < bytes.count {
      if bytes[at] == pattern[last], bytes[at - last..<at].elementsEqual(pattern[..<last]) {
        return at - last
      }
      at += Int(skips[Int(bytes[at])])
    }
    return nil
  }
}
