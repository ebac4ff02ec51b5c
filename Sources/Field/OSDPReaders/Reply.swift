/// What a reader answers (OSDP 2.2 §7), decoded and bounded; a code that a panel does not need is `other`.
enum Reply: Hashable, Sendable {
  case ack
  case nak(Refusal)
  case identity(PeripheralIdentity)
  case capabilities([Capability])
  case localStatus(isTampered: Bool, hasPowerFault: Bool)
  case inputs([Bool])
  case outputs([Bool])
  /// One code for each attached reader: 0 normal, 1 not connected, 2 tampered.
  case readers([UInt8])
  case raw(reader: UInt8, bitCount: Int, bytes: [UInt8])
  case formatted(reader: UInt8, isReversed: Bool, characters: [UInt8])
  case keypad(reader: UInt8, keys: [UInt8])
  case communication(address: UInt8, baud: UInt32)
  case clientCryptogram(ClientProof)
  case initialMAC([UInt8])
  case busy
  case manufacturer(vendor: [UInt8], content: [UInt8])
  case other(code: UInt8)

  /// Why a reader refuses a command (OSDP 2.2 §7.3, table 47).
  enum Refusal: Hashable, Sendable {
    case badCheck, badLength, unknownCommand, unexpectedSequence, noSecureChannel, channelRequired
    case other(UInt8)
  }

  /// The reader's half of the handshake (OSDP 2.2 §7.16).
  struct ClientProof: Hashable, Sendable {
    var clientNumber: [UInt8]
    var random: [UInt8]
    var cryptogram: [UInt8]
  }

  /// One function code with its level and count (OSDP 2.2 annex B).
  struct Capability: Hashable, Sendable {
    var function: UInt8
    var level: UInt8
    var count: UInt8

    static let contactMonitoring: UInt8 = 1
  }

  static let busyCode: UInt8 = 0x79
}

/// Who a reader says it is (OSDP 2.2 §7.4).
struct PeripheralIdentity: Hashable, Sendable, CustomStringConvertible {
  var vendor: [UInt8]
  var model: UInt8
  var version: UInt8
  var serial: [UInt8]
  var firmware: [UInt8]

  var description: String {
    func hex(_ bytes: [UInt8]) -> String {
      let digits = Array("0123456789abcdef".utf8)
      return String(
        decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
    let release = firmware.map(String.init).joined(separator: ".")
    return "vendor \(hex(vendor)) model \(model) version \(version) serial \(hex(serial)) firmware \(release)"
  }
}
