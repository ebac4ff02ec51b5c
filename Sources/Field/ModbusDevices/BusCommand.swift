internal import AccessModel
internal import FieldContract

/// A command to anything on a bus.
enum BusCommand: Hashable, Sendable {
  case barrier(BarrierCommand)
  case door(DoorCommand)

  var number: UInt64 {
    switch self {
    case .barrier(let command): command.number
    case .door(let command): command.number
    }
  }

  var validUntil: Moment {
    switch self {
    case .barrier(let command): command.validUntil
    case .door(let command): command.validUntil
    }
  }

  /// What a barrier is to do; nil for a door.
  var barrierAction: BarrierAction? {
    switch self {
    case .barrier(let command): command.action
    case .door: nil
    }
  }

  var isStop: Bool { barrierAction == .stop }
  var isLower: Bool { barrierAction == .lower }
}

/// A command with what became of it.
struct BusOutcome: Hashable, Sendable {
  var command: BusCommand
  var result: CommandOutcome.Result

  var number: UInt64 { command.number }

  /// As the sink takes it.
  var input: FieldInput {
    switch command {
    case .barrier(let command):
      .commandOutcome(
        CommandOutcome(
          number: command.number, barrier: command.barrier, action: command.action, result: result))
    case .door(let command):
      .doorOutcome(
        DoorOutcome(number: command.number, door: command.door, action: command.action, result: result))
    }
  }
}
