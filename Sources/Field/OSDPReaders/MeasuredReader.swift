package import AccessModel

/// A reader in secure channel as OSDP 2.2 describes one, so that `FieldBench` can measure a line of them; the
/// daemon itself has no use for it.
package struct MeasuredReader {
  private let address: UInt8
  private let key: OSDPBaseKey
  private var scanner = FrameScanner()
  private var keys: SessionKeys?
  private var channel: SecureChannel?
  private var lastSequence: UInt8?
  private var lastReply: [UInt8] = []
  private var cards: [[UInt8]] = []

  /// When each POLL in the channel had come.
  package private(set) var polls: [Moment] = []

  /// Answers to one address, by its own key.
  package init(address: Int, key: OSDPBaseKey) {
    (self.address, self.key) = (UInt8(clamping: address), key)
  }

  /// Whole bytes of a card, told at the next poll.
  package mutating func present(_ card: [UInt8]) { cards.append(card) }

  /// The bytes of its answers to what has come by `now`.
  package mutating func take(_ bytes: [UInt8], at now: Moment) -> [UInt8]? {
    var answer: [UInt8]?
    for found in scanner.add(bytes) where found.frame.address == address && !found.frame.isReply {
      answer = reply(to: found.frame, at: now)
    }
    return answer
  }

  private mutating func reply(to frame: Frame, at now: Moment) -> [UInt8]? {
    if frame.sequence == 0 { (channel, lastSequence) = (nil, nil) }
    if frame.sequence != 0, frame.sequence == lastSequence { return lastReply }
    lastSequence = frame.sequence
    lastReply = answer(frame, at: now)
    return lastReply
  }

  private mutating func answer(_ frame: Frame, at now: Moment) -> [UInt8] {
    // Nothing here is secret, so nothing is random.
    let random = [UInt8](repeating: address, count: SessionKeys.randomBytes)
    switch frame.block?.kind {
    case .challenge where frame.payload.count == SessionKeys.randomBytes:
      let made = SessionKeys(key, panelRandom: frame.payload)
      keys = made
      let body = [UInt8](repeating: 1, count: 8) + random + made.clientCryptogram(readerRandom: random)
      return plain(frame, 0x76, body, SecurityBlock(kind: .clientCryptogram, content: [1]))
    case .serverCryptogram:
      guard let keys else { break }
      let mac = keys.initialMAC(serverCryptogram: keys.serverCryptogram(readerRandom: random))
      channel = SecureChannel(keys, initialMAC: mac)
      return plain(frame, 0x78, mac, SecurityBlock(kind: .initialMAC, content: [1]))
    case .command, .sealedCommand:
      guard let opened = channel?.opened(frame) else { break }
      let (code, payload) = execute(opened, at: now)
      let reply = Frame(
        address: address, isReply: true, sequence: frame.sequence, code: code, payload: payload)
      if let sealed = channel?.sealed(reply) { return sealed }
    case .challenge, .clientCryptogram, .initialMAC, .reply, .sealedReply, nil: break
    }
    // NAK: the conditions of the secure channel are not met.
    return plain(frame, 0x41, [6], nil)
  }

  private func plain(_ frame: Frame, _ code: UInt8, _ payload: [UInt8], _ block: SecurityBlock?) -> [UInt8] {
    Frame(
      address: address, isReply: true, sequence: frame.sequence, block: block, code: code, payload: payload
    ).encoded()
  }

  private mutating func execute(_ frame: Frame, at now: Moment) -> (UInt8, [UInt8]) {
    switch frame.code {
    case 0x60:
      polls.append(now)
      guard !cards.isEmpty else { return (0x40, []) }
      let card = cards.removeFirst()
      return (0x50, [0, 0] + littleEndian(UInt16(clamping: card.count * 8)) + card)
    // Identity, capabilities, tamper and power, inputs.
    case 0x61: return (0x45, [0, 0x0E, 0xE3, 1, 0, 0, 0, 0, 0, address, 1, 0])
    case 0x62: return (0x46, [1, 1, 2, 9, 1, 1])
    case 0x64: return (0x48, [0, 0])
    case 0x65: return (0x49, [0, 0])
    default: return (0x40, [])
    }
  }
}
