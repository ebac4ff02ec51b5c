/// The two ways to close a frame (OSDP 2.2 §5.9); every panel sends CRC, old readers may answer by checksum.
enum FrameCheck: Hashable, Sendable {
  case checksum, crc

  var byteCount: Int { self == .crc ? 2 : 1 }

  /// What closes these bytes, which begin at SOM.
  func closing(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    switch self {
    case .checksum: [0 &- bytes.reduce(0, &+)]
    case .crc: littleEndian(Self.crc16(bytes))
    }
  }

  /// CRC-16 with polynomial 0x1021, start 0x1D0F, highest bit first (OSDP 2.2 §C).
  private static func crc16(_ bytes: some Sequence<UInt8>) -> UInt16 {
    bytes.reduce(0x1D0F) { crc, byte in crc << 8 ^ table[Int(UInt8(crc >> 8) ^ byte)] }
  }

  /// What a byte does to the CRC.
  private static let table: [UInt16] = (0..<256).map { index in
    (0..<8).reduce(UInt16(index) << 8) { crc, _ in crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
  }
}
