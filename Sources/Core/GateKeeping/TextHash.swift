/// Hashes that stand beside rows of texts: four or eight bytes each to look through, instead of the rows.
enum TextHash {
  /// FNV-1a: the same on every run.
  static func of(_ text: String, seed: UInt32 = 2_166_136_261) -> UInt32 {
    var (hash, text) = (seed, text)
    text.withUTF8 { bytes in
      for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    }
    return hash
  }

  /// Where a hash stands first from a position on. Looks at each block whole, without leaving it early and
  /// without asking for the bounds of each place, so that the processor compares several at once.
  static func first(_ hash: UInt32, in column: [UInt32], from start: Int) -> Int? {
    column.withUnsafeBufferPointer { column in
      var block = start
      while block < column.count {
        // All places are below `column.count`.
        let end = min(block + blockSize, column.count)
        var found: UInt32 = 0
        for place in block..<end {
          // 1 where they are equal, without a branch.
          let difference = column[place] ^ hash
          found |= ((difference | (0 &- difference)) &>> 31) ^ 1
        }
        if found != 0 { return column[block..<end].firstIndex(of: hash) }
        block = end
      }
      return nil
    }
  }

  private static let blockSize = 32

  /// Three of 64 bits for a text. The marks of several are their union: what lacks one of a text's bits does
  /// not hold it, what has them all may.
  static func marks(of text: String) -> UInt64 { marks(of(text)) }

  static func marks(_ hash: UInt32) -> UInt64 {
    1 &<< UInt64(hash & 63) | 1 &<< UInt64(hash >> 6 & 63) | 1 &<< UInt64(hash >> 12 & 63)
  }
}
