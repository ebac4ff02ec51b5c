/// Hashes that stand beside rows of texts: four or eight bytes each to look through, instead of the rows.
enum TextHash {
  /// FNV-1a: the same on every run.
  static func of(_ text: String) -> UInt32 {
    var (hash, text) = (2_166_136_261 as UInt32, text)
    text.withUTF8 { bytes in
      for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    }
    return hash
  }

  /// Where a hash stands first from a position on.
  static func first(_ hash: UInt32, in column: [UInt32], from start: Int) -> Int? {
    for place in start..<column.count where column[place] == hash { return place }
    return nil
  }

  /// Three of 64 bits for a text. The marks of several are their union: what lacks one of a text's bits does
  /// not hold it, what has them all may.
  static func marks(of text: String) -> UInt64 { marks(of(text)) }

  static func marks(_ hash: UInt32) -> UInt64 {
    1 &<< UInt64(hash & 63) | 1 &<< UInt64(hash >> 6 & 63) | 1 &<< UInt64(hash >> 12 & 63)
  }
}
