/// What a panel tells a reader (OSDP 2.2 §6); `payload` is what follows the code.
enum Command: Hashable, Sendable {
  case poll
  case identify
  case capabilities
  case localStatus
  case inputStatus
  case outputStatus
  case readerStatus
  case output([OutputControl])
  case light(Light)
  case buzzer(Buzzer)
  case text(DisplayText)
  case communication(address: UInt8, baud: UInt32)
  case keySet(OSDPBaseKey)
  case challenge(random: [UInt8])
  case serverCryptogram([UInt8])
  /// The largest frame that this panel reads.
  case receiveSize(bytes: UInt16)
  case abort

  var code: UInt8 {
    switch self {
    case .poll: 0x60
    case .identify: 0x61
    case .capabilities: 0x62
    case .localStatus: 0x64
    case .inputStatus: 0x65
    case .outputStatus: 0x66
    case .readerStatus: 0x67
    case .output: 0x68
    case .light: 0x69
    case .buzzer: 0x6A
    case .text: 0x6B
    case .communication: 0x6E
    case .keySet: 0x75
    case .challenge: 0x76
    case .serverCryptogram: 0x77
    case .receiveSize: 0x7B
    case .abort: 0xA2
    }
  }

  var payload: [UInt8] {
    switch self {
    case .poll, .localStatus, .inputStatus, .outputStatus, .readerStatus, .abort: []
    // "Standard" is the only answer that is defined.
    case .identify, .capabilities: [0]
    case .output(let controls): controls.flatMap(\.bytes)
    case .light(let light): light.bytes
    case .buzzer(let buzzer): buzzer.bytes
    case .text(let text): text.bytes
    case .communication(let address, let baud): [address] + littleEndian(baud)
    case .keySet(let key): [1, UInt8(OSDPBaseKey.byteCount)] + key.bytes
    case .challenge(let random): random
    case .serverCryptogram(let cryptogram): cryptogram
    case .receiveSize(let bytes): littleEndian(bytes)
    }
  }
}

/// The bytes of a number, lowest first, as every number of OSDP is written.
func littleEndian(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
  (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}
