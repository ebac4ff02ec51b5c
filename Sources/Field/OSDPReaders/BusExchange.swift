internal import AccessModel
internal import FieldContract
internal import Synchronization

/// What the bus's thread and its callers share: commands one way, counters and states the other.
final class BusExchange: Sendable {
  enum Life { case new, running, stopping }

  /// What came in since the thread looked last, in the order of arrival within each kind.
  struct Taken {
    var commands: [DoorCommand] = []
    var signals: [ReaderSignal] = []
    var installations: [(device: DeviceID, until: Moment)] = []
    var settlements: [(reader: Int, result: SubmissionResult)] = []
    /// Outcomes that a full sink did not take from `perform`.
    var untold: [DoorOutcome] = []
  }

  private struct State {
    var life = Life.new
    var taken = Taken()
    var counters = OSDPCounters()
    var statuses: [OSDPReaderStatus] = []
  }

  let wake = WakePipe()
  /// Rung when the thread is gone.
  let ended = WakePipe()
  private let state = Mutex(State())

  /// Most signals that wait for one bus, and most outcomes that a full sink still owes.
  static let signalsMax = 64

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
    wake.ring()
    return wasRunning
  }

  /// Takes a command in, or says why not.
  func offer(_ command: DoorCommand) -> String? {
    let refusal: String? = state.withLock { state in
      guard state.life == .running else { return "the bus is not running" }
      guard state.taken.commands.count < OSDPBus.commandsMax else {
        return "\(state.taken.commands.count) commands are already waiting"
      }
      state.taken.commands.append(command)
      return nil
    }
    if refusal == nil { wake.ring() }
    return refusal
  }

  /// Keeps an outcome for the thread to report; beyond the limit the oldest is given up.
  func keep(_ outcome: DoorOutcome) {
    state.withLock { state in
      if state.taken.untold.count >= OSDPBus.commandsMax { state.taken.untold.removeFirst() }
      state.taken.untold.append(outcome)
    }
  }

  /// Takes a signal in; a newer one replaces an older one of the same reader.
  func show(_ signal: ReaderSignal) {
    state.withLock { state in
      state.taken.signals.removeAll {
        $0.device == signal.device && $0.readerNumber == signal.readerNumber
      }
      if state.taken.signals.count < Self.signalsMax { state.taken.signals.append(signal) }
    }
    wake.ring()
  }

  func install(_ device: DeviceID, until: Moment) {
    state.withLock { state in
      state.taken.installations.removeAll { $0.device == device }
      state.taken.installations.append((device, until))
    }
    wake.ring()
  }

  func settle(_ reader: Int, _ result: SubmissionResult) {
    state.withLock { $0.taken.settlements.append((reader, result)) }
    wake.ring()
  }

  /// What came in since the last call; nil when the thread is to end.
  func take() -> Taken? {
    state.withLock { state in
      guard state.life == .running else { return nil }
      defer { state.taken = Taken() }
      return state.taken
    }
  }

  /// What is left when the thread ends.
  func takeLast() -> Taken { state.withLock { $0.taken } }

  func publish(_ counters: OSDPCounters, _ statuses: [OSDPReaderStatus]) {
    state.withLock { ($0.counters, $0.statuses) = (counters, statuses) }
  }

  var counters: OSDPCounters { state.withLock { $0.counters } }
  var statuses: [OSDPReaderStatus] { state.withLock { $0.statuses } }
}
