/// A fast 64-bit checksum against accidents; authenticity is the signature's business, on the list itself.
enum PlateChecksum {
  /// Any single changed byte changes it: each step is a bijection of its lane.
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var lanes: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    var at = 0
    let whole = bytes.count & ~31
    while at < whole {
      lanes.0 = step(lanes.0, word(bytes, at))
      lanes.1 = step(lanes.1, word(bytes, at &+ 8))
      lanes.2 = step(lanes.2, word(bytes, at &+ 16))
      lanes.3 = step(lanes.3, word(bytes, at &+ 24))
      at &+= 32
    }
    while at < bytes.count {
      lanes.0 = step(lanes.0, UInt64(bytes[at]))
      at &+= 1
    }
    var sum = UInt64(bytes.count)
    sum = step(sum, lanes.0)
    sum = step(sum, lanes.1)
    sum = step(sum, lanes.2)
    return step(sum, lanes.3)
  }

  @inline(__always)
  private static func step(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (lane ^ word) &* 0x9E37_79B1_85EB_CA87
    return mixed &<< 31 | mixed &>> 33
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
  }
}
