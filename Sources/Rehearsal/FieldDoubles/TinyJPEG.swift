/// A real, if dull, JPEG: one shade of grey, baseline, made here so that the repository holds no picture.
public enum TinyJPEG {
  /// - Parameter blocks: width and height in blocks of 8 pixels, 1...64.
  public static func grey(blocks: Int = 2) -> [UInt8] {
    let blocks = min(max(blocks, 1), 64)
    let (high, low) = (UInt8(blocks * 8 >> 8), UInt8(blocks * 8 & 255))
    var bytes: [UInt8] = [0xFF, 0xD8]
    bytes += [0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0]
    // A quantisation table of ones.
    bytes += [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    bytes += [0xFF, 0xC0, 0, 11, 8, high, low, high, low, 1, 1, 0x11, 0]
    // Two Huffman tables with one code of one bit each: "no difference" (DC) and "end of block" (AC).
    for tableClass: UInt8 in [0x00, 0x10] {
      bytes += [0xFF, 0xC4, 0, 20, tableClass, 1] + [UInt8](repeating: 0, count: 15) + [0]
    }
    bytes += [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]
    // Each block is the two bits 00; the last byte is filled with ones (ITU-T T.81 §F.1.2.3).
    let bits = blocks * blocks * 2
    bytes += [UInt8](repeating: 0, count: bits / 8)
    if bits % 8 != 0 { bytes.append(UInt8(0xFF >> (bits % 8))) }
    return bytes + [0xFF, 0xD9]
  }
}
