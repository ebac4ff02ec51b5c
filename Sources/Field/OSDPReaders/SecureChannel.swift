/// An established channel: each frame's MAC covers the frame before it, so nothing can be repeated, left out
/// or put in (OSDP 2.2 §D.5, §D.6). Serves both sides; a panel seals commands and opens replies.
struct SecureChannel: Sendable {
  private let keys: SessionKeys
  private var commandMAC: [UInt8]
  private var replyMAC: [UInt8]

  init(_ keys: SessionKeys, initialMAC: [UInt8]) {
    precondition(initialMAC.count == AES128.blockBytes)
    self.keys = keys
    commandMAC = [UInt8](repeating: 0, count: AES128.blockBytes)
    replyMAC = initialMAC
  }

  /// The frame's bytes, encrypted where there is something to hide, with its MAC; the channel rolls on.
  mutating func sealed(_ plain: Frame) -> [UInt8] {
    var frame = plain
    let previous = plain.isReply ? commandMAC : replyMAC
    if plain.payload.isEmpty {
      frame.block = SecurityBlock(kind: plain.isReply ? .reply : .command)
    } else {
      frame.block = SecurityBlock(kind: plain.isReply ? .sealedReply : .sealedCommand)
      frame.payload = AES128.encrypted(
        Self.padded(plain.payload, isAlways: true), key: keys.encryption, vector: previous.map(~))
    }
    let mac = code(over: frame.authenticated(), from: previous)
    if plain.isReply { replyMAC = mac } else { commandMAC = mac }
    frame.mac = Array(mac.prefix(Frame.macBytes))
    return frame.encoded()
  }

  /// The frame as it was before sealing, or nil when its MAC is wrong: then the channel stays as it was.
  mutating func opened(_ frame: Frame) -> Frame? {
    let previous = frame.isReply ? commandMAC : replyMAC
    let mac = code(over: frame.authenticated(), from: previous)
    guard let kind = frame.block?.kind, kind.hasMAC,
      isSameSecret(Array(mac.prefix(Frame.macBytes)), frame.mac)
    else { return nil }
    var plain = frame
    (plain.block, plain.mac) = (nil, [])
    if kind.isSealed {
      guard !frame.payload.isEmpty, frame.payload.count % AES128.blockBytes == 0 else { return nil }
      let padded = AES128.decrypted(frame.payload, key: keys.encryption, vector: previous.map(~))
      guard let end = padded.lastIndex(where: { $0 != 0 }), padded[end] == Self.paddingMark else {
        return nil
      }
      plain.payload = Array(padded[..<end])
    }
    if frame.isReply { replyMAC = mac } else { commandMAC = mac }
    return plain
  }

  /// CBC-MAC whose last block has a key of its own.
  private func code(over bytes: [UInt8], from previous: [UInt8]) -> [UInt8] {
    let padded = Self.padded(bytes, isAlways: false)
    let (head, last) = (padded.dropLast(AES128.blockBytes), padded.suffix(AES128.blockBytes))
    let vector =
      head.isEmpty
      ? previous
      : Array(AES128.encrypted(Array(head), key: keys.firstMAC, vector: previous).suffix(AES128.blockBytes))
    return AES128.encrypted(Array(last), key: keys.lastMAC, vector: vector)
  }

  private static let paddingMark: UInt8 = 0x80

  private static func padded(_ bytes: [UInt8], isAlways: Bool) -> [UInt8] {
    guard isAlways || bytes.count % AES128.blockBytes != 0 else { return bytes }
    let marked = bytes + [paddingMark]
    let missing = (AES128.blockBytes - marked.count % AES128.blockBytes) % AES128.blockBytes
    return marked + [UInt8](repeating: 0, count: missing)
  }
}
