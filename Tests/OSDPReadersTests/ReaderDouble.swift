import AccessModel

@testable import OSDPReaders

/// A reader as OSDP 2.2 describes one, pure: command bytes in, reply bytes out.
///
/// It keeps an event until the next sequence number acknowledges it, and sends its last reply again when a
/// command comes twice.
struct ReaderDouble {
  struct Event: Equatable {
    var code: UInt8
    var payload: [UInt8]
  }

  let address: UInt8
  /// Nil: no secure channel.
  var key: OSDPBaseKey?
  /// Lets the default key in.
  var isInstalling = false
  var isPowered = true
  var inputs: [Bool] = [false, true]
  var tamper: UInt8 = 0
  var refusesKeys = false
  /// Replies BUSY so many times.
  var busyCount = 0
  var events: [Event] = []
  private(set) var acknowledged: [Event] = []
  private(set) var outputs: [[UInt8]] = []
  private(set) var commands: [Taken] = []
  private(set) var keysTaken = 0

  struct Taken: Equatable {
    var code: UInt8
    var payload: [UInt8]
  }

  private var inFlight: Event?
  private var channel: SecureChannel?
  private var handshake: (keys: SessionKeys, expected: [UInt8])?
  private var lastSequence: UInt8?
  private var lastReply: [UInt8] = []
  private var randomState = Seeded(state: 7)

  init(address: Int = 5, key: OSDPBaseKey? = Samples.key()) {
    self.address = UInt8(address)
    self.key = key
  }

  var hasChannel: Bool { channel != nil }

  /// The power goes: an event that is under way goes with it.
  mutating func losePower() {
    isPowered = false
    forgetSession()
  }

  mutating func present(_ bits: [UInt8]) {
    events.append(Event(code: 0x50, payload: [0, 0] + littleEndian(UInt16(bits.count * 8)) + bits))
  }

  mutating func take(_ bytes: [UInt8]) -> [UInt8]? {
    guard isPowered, let frame = try? Frame(Array(bytes.drop { $0 == Frame.markByte })) else { return nil }
    guard !frame.isReply, frame.address == address else { return nil }
    if frame.sequence == 0 { forgetSession() }
    if frame.sequence != 0, frame.sequence == lastSequence { return lastReply }
    if busyCount > 0 {
      busyCount -= 1
      return Frame(address: address, isReply: true, sequence: 0, code: 0x79).encoded()
    }
    let next: UInt8 = lastSequence.map { $0 == 3 ? 1 : $0 + 1 } ?? 0
    guard frame.sequence == next else { return nak(4, frame) }
    guard let reply = answer(frame) else { return lastReply }
    lastSequence = frame.sequence
    lastReply = reply
    return reply
  }

  private mutating func forgetSession() {
    (channel, handshake, lastSequence, lastReply, inFlight) = (nil, nil, nil, [], nil)
  }

  private mutating func nak(_ code: UInt8, _ frame: Frame) -> [UInt8] {
    Frame(address: address, isReply: true, sequence: frame.sequence, code: 0x41, payload: [code]).encoded()
  }

  private mutating func answer(_ frame: Frame) -> [UInt8]? {
    if let block = frame.block, block.kind == .challenge { return challenged(frame, block) }
    if let block = frame.block, block.kind == .serverCryptogram { return proved(frame) }
    guard key != nil || isInstalling else {
      guard frame.block == nil else { return nak(5, frame) }
      let (code, payload) = execute(frame)
      return Frame(
        address: address, isReply: true, sequence: frame.sequence, code: code, payload: payload
      ).encoded()
    }
    guard channel != nil, let plain = channel?.opened(frame) else {
      channel = nil
      return nak(6, frame)
    }
    let (code, payload) = execute(plain)
    return channel?.sealed(
      Frame(address: address, isReply: true, sequence: frame.sequence, code: code, payload: payload))
  }

  private mutating func challenged(_ frame: Frame, _ block: SecurityBlock) -> [UInt8] {
    let isDefault = block.content.first == 0
    guard let base = isDefault ? (isInstalling ? .installation : nil) : key, frame.payload.count == 8 else {
      return nak(key == nil ? 5 : 6, frame)
    }
    let random = (0..<8).map { _ in UInt8.random(in: 0...255, using: &randomState) }
    let keys = SessionKeys(base, panelRandom: frame.payload)
    handshake = (keys, keys.serverCryptogram(readerRandom: random))
    return Frame(
      address: address, isReply: true, sequence: frame.sequence,
      block: SecurityBlock(kind: .clientCryptogram, content: block.content), code: 0x76,
      payload: [UInt8](repeating: 1, count: 8) + random + keys.clientCryptogram(readerRandom: random)
    ).encoded()
  }

  private mutating func proved(_ frame: Frame) -> [UInt8] {
    guard let handshake, frame.payload == handshake.expected else { return nak(6, frame) }
    let mac = handshake.keys.initialMAC(serverCryptogram: handshake.expected)
    channel = SecureChannel(handshake.keys, initialMAC: mac)
    return Frame(
      address: address, isReply: true, sequence: frame.sequence,
      block: SecurityBlock(kind: .initialMAC, content: [1]), code: 0x78, payload: mac
    ).encoded()
  }

  private mutating func execute(_ frame: Frame) -> (code: UInt8, payload: [UInt8]) {
    if let inFlight, frame.sequence != 0 { acknowledged.append(inFlight) }
    inFlight = nil
    if frame.code != 0x60 { commands.append(Taken(code: frame.code, payload: frame.payload)) }
    switch frame.code {
    case 0x60:
      guard !events.isEmpty else { return (0x40, []) }
      let event = events.removeFirst()
      inFlight = event
      return (event.code, event.payload)
    case 0x61: return (0x45, hex("000EE310100000749723 0606"))
    case 0x62: return (0x46, [1, 1, UInt8(inputs.count), 9, 1, 1])
    case 0x64: return (0x48, [tamper, 0])
    case 0x65: return (0x49, inputs.map { $0 ? 1 : 0 })
    case 0x68:
      outputs.append(frame.payload)
      return (0x4A, [1])
    case 0x75:
      keysTaken += 1
      guard !refusesKeys else { return (0x41, [9]) }
      if frame.payload.count == 18, let new = OSDPBaseKey(Array(frame.payload.dropFirst(2))) {
        (key, isInstalling) = (new, false)
      }
      return (0x40, [])
    case 0x69, 0x6A, 0x6B: return (0x40, [])
    default: return (0x41, [3])
    }
  }
}
