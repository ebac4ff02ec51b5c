import AccessModel
import GateKeeping

/// A command of a replay: nobody performs it.
struct PlayedCommand: Hashable {
  enum Order: Hashable {
    case barrier(BarrierID, BarrierAction)
    case door(DoorID, DoorAction)
  }

  var number: UInt64
  var order: Order

  init?(_ effect: GateEffect) {
    switch effect {
    case .command(let command):
      (number, order) = (command.number, .barrier(command.barrier, command.action))
    case .doorCommand(let command):
      (number, order) = (command.number, .door(command.door, command.action))
    case .lampCommand(let command):
      let written = command.asDoorCommand
      (number, order) = (command.number, .door(written.door, written.action))
    case .record, .signal, .operatorAnswer: return nil
    }
  }

  /// Nobody knows what the iron would have done: the grant stands, and no movement is waited for.
  var unperformed: GateInput {
    let result = CommandOutcome.Result.failed("nobody performed it")
    return switch order {
    case .barrier(let barrier, let action):
      .commandOutcome(CommandOutcome(number: number, barrier: barrier, action: action, result: result))
    case .door(let door, let action):
      .doorOutcome(DoorOutcome(number: number, door: door, action: action, result: result))
    }
  }
}

/// Which command of the other policy stands for which recorded one, so that recorded answers find theirs.
struct CommandPairs {
  /// By the recorded number; nil where the other policy gave no such command.
  private var numbers: [UInt64: UInt64?] = [:]

  /// Commands that still wait for an answer; older ones are forgotten.
  static let waitingMax = 4096

  /// Pairs the commands of one turn; answers those of the other policy that nobody will answer.
  mutating func add(recorded: [PlayedCommand], other: [PlayedCommand]) -> [PlayedCommand] {
    if numbers.count > Self.waitingMax { numbers.removeAll() }
    var left = other
    for command in recorded {
      let index = left.firstIndex { $0.order == command.order }
      numbers[command.number] = .some(index.map { left.remove(at: $0).number })
    }
    return left
  }

  /// The input for the other policy; nil for the answer to a command that it did not give.
  mutating func translated(_ input: GateInput) -> GateInput? {
    if case .commandOutcome(var outcome) = input, let known = numbers.removeValue(forKey: outcome.number) {
      guard let number = known else { return nil }
      outcome.number = number
      return .commandOutcome(outcome)
    }
    if case .doorOutcome(var outcome) = input, let known = numbers.removeValue(forKey: outcome.number) {
      guard let number = known else { return nil }
      outcome.number = number
      return .doorOutcome(outcome)
    }
    return input
  }
}
