internal import AccessModel
internal import Synchronization

/// What the bus's thread and its callers share: commands one way, refusals the other.
final class BusExchange: Sendable {
  enum Life { case new, running, stopping }

  private struct State {
    var life = Life.new
    var commands: [BusCommand] = []
    /// Outcomes that a full sink did not take from `perform`; the thread reports them again.
    var untold: [BusOutcome] = []
    /// Commands taken in and not yet answered.
    var outstanding = 0
    /// Why a barrier takes no command now.
    var refusals: [BarrierID: String] = [:]
    var conditions: [UnitCondition] = []

    mutating func drain() -> (commands: [BusCommand], untold: [BusOutcome]) {
      guard !commands.isEmpty || !untold.isEmpty else { return ([], []) }
      defer {
        commands = []
        untold = []
      }
      return (commands, untold)
    }
  }

  let doorbell = Doorbell()
  let ended = Doorbell()
  private let state = Mutex(State())

  /// True once.
  func begin() -> Bool {
    state.withLock { state in
      guard state.life == .new else { return false }
      state.life = .running
      return true
    }
  }

  /// Asks the thread to end; true when there is one to wait for.
  @discardableResult
  func end() -> Bool {
    let wasRunning = state.withLock { state in
      defer { state.life = .stopping }
      return state.life == .running
    }
    doorbell.ring()
    return wasRunning
  }

  /// Takes a command in, or says why not.
  func offer(_ command: BusCommand) -> String? {
    // A stop is let in even when the queue is full of commands that it will cancel.
    let limit = command.isStop ? 2 * ModbusBus.commandsMax : ModbusBus.commandsMax
    let refusal: String? = state.withLock { state in
      guard state.life == .running else { return "the bus is not running" }
      // A door's command goes to the thread in any case: it may end what an earlier one began.
      if case .barrier(let command) = command, let refusal = state.refusals[command.barrier] {
        return refusal
      }
      guard state.outstanding < limit else {
        return "\(state.outstanding) commands are already waiting"
      }
      state.outstanding += 1
      state.commands.append(command)
      return nil
    }
    if refusal == nil { doorbell.ring() }
    return refusal
  }

  /// Keeps an outcome for the thread to report; beyond the limit the oldest is given up.
  func keep(_ outcome: BusOutcome) {
    state.withLock { state in
      if state.untold.count >= ModbusBus.commandsMax { state.untold.removeFirst() }
      state.untold.append(outcome)
    }
  }

  /// What came in since the last call; nil when the thread is to end.
  func take() -> (commands: [BusCommand], untold: [BusOutcome])? {
    state.withLock { state in
      guard state.life == .running else { return nil }
      return state.drain()
    }
  }

  /// What is left when the thread ends.
  func takeLast() -> [BusCommand] { state.withLock { $0.drain().commands } }

  func answered(_ count: Int) {
    state.withLock { $0.outstanding -= count }
  }

  func publish(_ refusals: [BarrierID: String], _ conditions: [UnitCondition]) {
    state.withLock { state in
      state.refusals = refusals
      state.conditions = conditions
    }
  }

  /// When each unit was last read, in the order of the conditions.
  func publish(heard: [Moment]) {
    state.withLock { state in
      for (index, moment) in zip(state.conditions.indices, heard) where moment > .zero {
        state.conditions[index].heard = moment
      }
    }
  }

  var conditions: [UnitCondition] { state.withLock { $0.conditions } }
}
