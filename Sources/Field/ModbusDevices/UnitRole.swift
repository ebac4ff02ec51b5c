internal import AccessModel

/// What a unit is to the site; several may share one board, each with its own readings and commands.
enum UnitRole {
  case barrier(BarrierUnit)
  case door(DoorUnit)
  case inputs(InputsUnit)

  /// Modbus unit identifier.
  var number: Int {
    switch self {
    case .barrier(let unit): unit.unit
    case .door(let unit): unit.unit
    case .inputs(let unit): unit.unit
    }
  }

  var profileName: String {
    switch self {
    case .barrier(let unit): unit.profile.name
    case .door(let unit): unit.lock.profileName
    case .inputs(let unit): unit.profile.name
    }
  }

  /// As an operator calls it.
  var words: String {
    switch self {
    case .barrier(let unit): "barrier \(unit.barrier)"
    case .door(let unit): "door \(unit.door)"
    case .inputs(let unit): "inputs " + unit.points.map(\.point.rawValue).joined(separator: ", ")
    }
  }

  /// What is read in every sweep.
  var inputs: [WireSpan] {
    switch self {
    case .barrier(let unit): unit.profile.inputs.map { WireSpan(at: $0.at, count: 1) }
    // A lock's own relay: whether the board is there, and at a read-back whether the lock holds.
    case .door(let unit): [WireSpan(at: unit.lock.point.at, count: 1)]
    case .inputs(let unit): unit.points.flatMap(\.channel.spans)
    }
  }

  /// Outputs whose state matters before the first command.
  var readBackAddresses: [WireAddress] {
    switch self {
    case .barrier(let unit): unit.profile.readBackAddresses
    case .door(let unit): [unit.lock.point.at]
    case .inputs: []
    }
  }

  var gapMax: Int {
    switch self {
    case .barrier(let unit): unit.profile.gapMax
    case .door: 0
    case .inputs(let unit): unit.profile.gapMax
    }
  }

  /// Whether a command is for this unit.
  func takes(_ command: BusCommand) -> Bool {
    switch (self, command) {
    case (.barrier(let unit), .barrier(let command)): unit.barrier == command.barrier
    case (.door(let unit), .door(let command)): unit.door == command.door
    case (.barrier, .door), (.door, .barrier), (.inputs, _): false
    }
  }
}
