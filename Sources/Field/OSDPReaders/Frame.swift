/// One frame of the line, command or reply (OSDP 2.2 §5.9); its code is not yet interpreted.
struct Frame: Hashable, Sendable {
  /// 0...126, or 127 for whoever hears it.
  var address: UInt8
  var isReply = false
  /// 0 begins a session, then 1, 2, 3, 1 ...
  var sequence: UInt8
  var check = FrameCheck.crc
  var block: SecurityBlock?
  var code: UInt8
  /// Of a sealed frame: still encrypted.
  var payload: [UInt8] = []
  /// Bits of the control byte that mean nothing yet, kept because a MAC covers them.
  var reservedBits: UInt8 = 0
  /// Four bytes where the block has one, else none.
  var mac: [UInt8] = []

  static let startByte: UInt8 = 0x53
  /// Sent before each command, so that the line is quiet and driven when SOM comes.
  static let markByte: UInt8 = 0xFF
  static let headerBytes = 5
  static let macBytes = 4
  /// Largest frame that any device may send (OSDP 2.2 §5.6).
  static let bytesMax = 1440
  static let addressMax: UInt8 = 0x7E

  /// The frame's bytes from SOM to its last check byte.
  func encoded() -> [UInt8] {
    let body = authenticated() + mac
    return body + check.closing(body)
  }

  /// Everything that a MAC covers: SOM to the last byte of the payload.
  func authenticated() -> [UInt8] {
    var bytes = [Self.startByte, address | (isReply ? 0x80 : 0), 0, 0, control]
    if let block { bytes += [UInt8(truncatingIfNeeded: block.content.count + 2), block.kind.rawValue] }
    bytes += block?.content ?? []
    bytes.append(code)
    bytes += payload
    let count = bytes.count + (block?.kind.hasMAC == true ? Self.macBytes : 0) + check.byteCount
    precondition(count <= Self.bytesMax, "a frame of ours is never this long")
    bytes[2] = UInt8(truncatingIfNeeded: count)
    bytes[3] = UInt8(truncatingIfNeeded: count >> 8)
    return bytes
  }

  private var control: UInt8 {
    reservedBits & 0xF0 | sequence & 3 | (check == .crc ? 4 : 0) | (block == nil ? 0 : 8)
  }
}

extension Frame {
  /// Reads exactly one frame, from SOM to its last check byte.
  init(_ bytes: [UInt8]) throws(OSDPFault) {
    guard bytes.count > Self.headerBytes, bytes.count <= Self.bytesMax, bytes[0] == Self.startByte else {
      throw .malformed("it is no frame")
    }
    guard Int(bytes[2]) | Int(bytes[3]) << 8 == bytes.count else { throw .malformed("its length is wrong") }
    let control = bytes[4]
    let check = control & 4 != 0 ? FrameCheck.crc : .checksum
    var end = bytes.count - check.byteCount
    guard end > Self.headerBytes, check.closing(bytes[..<end]) == Array(bytes[end...]) else {
      throw .damaged
    }
    var (start, block, mac) = (Self.headerBytes, SecurityBlock?.none, [UInt8]())
    if control & 8 != 0 {
      let length = Int(bytes[start])
      guard length >= 2, length - 2 <= SecurityBlock.contentBytesMax, start + length < end else {
        throw .malformed("its security block is cut")
      }
      guard let kind = SecurityBlock.Kind(rawValue: bytes[start + 1]) else {
        throw .malformed("its security block is of no known type")
      }
      block = SecurityBlock(kind: kind, content: Array(bytes[start + 2..<start + length]))
      start += length
      if kind.hasMAC {
        guard end - Self.macBytes > start else { throw .malformed("its MAC is cut") }
        mac = Array(bytes[end - Self.macBytes..<end])
        end -= Self.macBytes
      }
    }
    self.init(
      address: bytes[1] & 0x7F, isReply: bytes[1] & 0x80 != 0, sequence: control & 3, check: check,
      block: block,
      code: bytes[start], payload: Array(bytes[start + 1..<end]), reservedBits: control & 0xF0, mac: mac)
  }
}
