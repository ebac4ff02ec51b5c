internal import AccessModel

/// The four address spaces of Modbus (Application Protocol V1.1b3 §4.3), named as in a profile.
enum WireTable: String, Hashable, Sendable, CaseIterable {
  case coil
  case discreteInput = "discrete_input"
  case holdingRegister = "holding_register"
  case inputRegister = "input_register"

  /// Coils and discrete inputs are single bits, registers are words.
  var isBits: Bool {
    switch self {
    case .coil, .discreteInput: true
    case .holdingRegister, .inputRegister: false
    }
  }

  /// As an operator calls them.
  var plural: String {
    switch self {
    case .coil: "coils"
    case .discreteInput: "discrete inputs"
    case .holdingRegister: "holding registers"
    case .inputRegister: "input registers"
    }
  }
}

/// One coil, input or register, by its 0-based address on the wire.
struct WireAddress: Hashable, Sendable {
  var table: WireTable
  var address: Int

  var words: String { "\(table.rawValue) \(address)" }
}

/// One signal that is read: on when the masked value is the expected one, unless inverted.
struct InputPoint: Hashable, Sendable {
  var at: WireAddress
  var mask: UInt16
  var equals: UInt16
  var inverted: Bool

  func isOn(_ value: UInt16) -> Bool { (value & mask == equals) != inverted }
}

/// One signal that is written.
struct OutputPoint: Hashable, Sendable {
  /// A coil (function 05) or a holding register (function 06).
  var at: WireAddress
  var on: UInt16
  /// What releases it; nil for a command register, which needs no release.
  var off: UInt16?
  /// How long it stays on; nil for a level, which stays until something else is commanded.
  var pulse: ModbusPulse?
  /// False for an input of the barrier that toggles: a write that was not acknowledged is not sent again.
  var isRepeatable: Bool
  /// The board's own clock, where it has one: it ends a pulse although the line is dead.
  var timer: BoardTimer?
}

/// Length of a pulse, bounded so that no profile can hold an output for minutes.
struct ModbusPulse: Hashable, Sendable {
  static let millisecondsRange = 20...10_000

  var milliseconds: Int

  var span: Span { .milliseconds(Int64(milliseconds)) }
}
