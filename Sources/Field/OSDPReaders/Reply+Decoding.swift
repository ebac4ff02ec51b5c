extension Reply {
  /// Reads what follows a reply's code; a payload shorter or longer than its counts say is refused.
  init(code: UInt8, payload: [UInt8]) throws(OSDPFault) {
    var reader = PayloadReader(payload)
    switch code {
    case 0x40: self = .ack
    case 0x41: self = .nak(Refusal(try reader.byte()))
    case 0x45: self = .identity(try Self.identity(&reader))
    case 0x46: self = .capabilities(try Self.capabilities(payload))
    case 0x48:
      self = .localStatus(isTampered: try reader.byte() != 0, hasPowerFault: try reader.byte() != 0)
    case 0x49: self = .inputs(payload.map { $0 != 0 })
    case 0x4A: self = .outputs(payload.map { $0 != 0 })
    case 0x4B: self = .readers(payload)
    case 0x50: self = try Self.raw(&reader)
    case 0x51: self = try Self.formatted(&reader)
    case 0x53: self = try Self.keypad(&reader)
    case 0x54: self = .communication(address: try reader.byte(), baud: UInt32(try reader.number(4)))
    case 0x76:
      self = .clientCryptogram(
        ClientProof(
          clientNumber: try reader.bytes(8), random: try reader.bytes(8), cryptogram: try reader.bytes(16)))
    case 0x78: self = .initialMAC(try reader.bytes(16))
    case Self.busyCode: self = .busy
    case 0x90: self = .manufacturer(vendor: try reader.bytes(3), content: reader.rest())
    default: self = .other(code: code)
    }
  }

  private static func identity(_ reader: inout PayloadReader) throws(OSDPFault) -> PeripheralIdentity {
    PeripheralIdentity(
      vendor: try reader.bytes(3), model: try reader.byte(), version: try reader.byte(),
      serial: try reader.bytes(4), firmware: try reader.bytes(3))
  }

  private static func capabilities(_ payload: [UInt8]) throws(OSDPFault) -> [Capability] {
    guard payload.count % 3 == 0 else { throw .malformed("its capabilities are cut") }
    return stride(from: 0, to: payload.count, by: 3).map {
      Capability(function: payload[$0], level: payload[$0 + 1], count: payload[$0 + 2])
    }
  }

  private static func raw(_ reader: inout PayloadReader) throws(OSDPFault) -> Reply {
    let number = try reader.byte()
    _ = try reader.byte()
    let bitCount = try reader.number(2)
    return .raw(reader: number, bitCount: bitCount, bytes: try reader.exactly((bitCount + 7) / 8))
  }

  private static func formatted(_ reader: inout PayloadReader) throws(OSDPFault) -> Reply {
    let (number, direction) = (try reader.byte(), try reader.byte())
    let count = try reader.number(1)
    return .formatted(reader: number, isReversed: direction == 1, characters: try reader.exactly(count))
  }

  private static func keypad(_ reader: inout PayloadReader) throws(OSDPFault) -> Reply {
    let number = try reader.byte()
    let count = try reader.number(1)
    return .keypad(reader: number, keys: try reader.exactly(count))
  }
}

extension Reply.Refusal {
  init(_ code: UInt8) {
    switch code {
    case 1: self = .badCheck
    case 2: self = .badLength
    case 3: self = .unknownCommand
    case 4: self = .unexpectedSequence
    case 5: self = .noSecureChannel
    case 6: self = .channelRequired
    default: self = .other(code)
    }
  }

  /// For an operator.
  var words: String {
    switch self {
    case .badCheck: "NAK 1, it read a damaged frame"
    case .badLength: "NAK 2, wrong length of a command"
    case .unknownCommand: "NAK 3, it does not know the command"
    case .unexpectedSequence: "NAK 4, unexpected sequence number"
    case .noSecureChannel: "NAK 5, it has no secure channel"
    case .channelRequired: "NAK 6, it wants a secure channel"
    case .other(let code): "NAK \(code)"
    }
  }
}

/// Takes bytes from a payload; never more than there are.
struct PayloadReader {
  private var remaining: ArraySlice<UInt8>

  init(_ payload: [UInt8]) { remaining = payload[...] }

  mutating func byte() throws(OSDPFault) -> UInt8 {
    guard let byte = remaining.popFirst() else { throw .malformed("its payload is cut") }
    return byte
  }

  mutating func bytes(_ count: Int) throws(OSDPFault) -> [UInt8] {
    guard remaining.count >= count else { throw .malformed("its payload is cut") }
    defer { remaining = remaining.dropFirst(count) }
    return Array(remaining.prefix(count))
  }

  /// All that is left, which must be so many.
  mutating func exactly(_ count: Int) throws(OSDPFault) -> [UInt8] {
    guard remaining.count == count else { throw .malformed("its payload is not as long as its count says") }
    return rest()
  }

  /// A number of at most 4 bytes, lowest first.
  mutating func number(_ count: Int) throws(OSDPFault) -> Int {
    try bytes(count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func rest() -> [UInt8] {
    defer { remaining = [] }
    return Array(remaining)
  }
}
