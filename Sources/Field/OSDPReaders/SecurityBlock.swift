/// The block that a frame of the secure channel carries after its header (OSDP 2.2 §D.1.3).
struct SecurityBlock: Hashable, Sendable {
  enum Kind: UInt8, Hashable, Sendable {
    case challenge = 0x11, clientCryptogram, serverCryptogram, initialMAC
    /// Command or reply with a MAC, and nothing to hide.
    case command, reply
    /// Command or reply with a MAC and an encrypted payload.
    case sealedCommand, sealedReply

    var hasMAC: Bool { rawValue >= Kind.command.rawValue }
    var isSealed: Bool { rawValue >= Kind.sealedCommand.rawValue }
  }

  var kind: Kind
  /// Of the handshake: which key (0 default, 1 own), or whether the panel was accepted.
  var content: [UInt8] = []

  static let contentBytesMax = 16
}
