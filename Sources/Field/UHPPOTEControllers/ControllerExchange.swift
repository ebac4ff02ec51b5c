internal import AccessModel
internal import FieldContract
internal import Synchronization

/// What a board's thread and its callers share.
final class ControllerExchange: Sendable {
  enum Life { case new, running, stopping }

  /// A request of ours for which somebody waits.
  struct Job: Sendable {
    var request: BoardRequest
    var answer: CheckedContinuation<Result<BoardMessage, UHPPOTEError>, Never>
  }

  struct Taken {
    var commands: [DoorCommand] = []
    var untold: [DoorOutcome] = []
    var jobs: [Job] = []
    var submission: SubmissionResult?
  }

  private struct State {
    var life = Life.new
    var waiting = Taken()
    /// Commands taken in and not yet answered.
    var outstanding = 0
    /// Why no command is taken now; nil while the board is online.
    var refusal: String? = "it was not read yet"
    var cards = CardKeeping()
  }

  let wake = WakePipe()
  let ended = WakePipe()
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
    wake.ring()
    return wasRunning
  }

  /// Takes a command in, or says why not.
  func offer(_ command: DoorCommand) -> String? {
    let refusal: String? = state.withLock { state in
      guard state.life == .running else { return "the controller is not running" }
      if let refusal = state.refusal { return refusal }
      guard state.outstanding < UHPPOTEController.commandsMax else {
        return "\(state.outstanding) commands are already waiting"
      }
      state.outstanding += 1
      state.waiting.commands.append(command)
      return nil
    }
    if refusal == nil { wake.ring() }
    return refusal
  }

  func offer(_ job: Job) -> String? {
    let refusal: String? = state.withLock { state in
      guard state.life == .running else { return "the controller is not running" }
      if let refusal = state.refusal { return refusal }
      guard state.waiting.jobs.count < UHPPOTEController.jobsMax else { return "too many requests wait" }
      state.waiting.jobs.append(job)
      return nil
    }
    if refusal == nil { wake.ring() }
    return refusal
  }

  /// Keeps an outcome for the thread to report; beyond the limit the oldest is given up.
  func keep(_ outcome: DoorOutcome) {
    state.withLock { state in
      if state.waiting.untold.count >= UHPPOTEController.commandsMax { state.waiting.untold.removeFirst() }
      state.waiting.untold.append(outcome)
    }
  }

  func submitted(_ result: SubmissionResult) {
    state.withLock { $0.waiting.submission = result }
    wake.ring()
  }

  /// What came in since the last call; nil when the thread is to end.
  func take() -> Taken? {
    state.withLock { state in
      guard state.life == .running else { return nil }
      defer { state.waiting = Taken() }
      return state.waiting
    }
  }

  /// What is left when the thread ends.
  func takeLast() -> Taken {
    state.withLock { state in
      defer { state.waiting = Taken() }
      return state.waiting
    }
  }

  func answered(_ count: Int) { state.withLock { $0.outstanding -= count } }

  func refuse(_ reason: String?) { state.withLock { $0.refusal = reason } }

  func keep(_ set: BoardCardSet) {
    state.withLock { $0.cards.keep(set) }
    wake.ring()
  }

  func dueCards(isOnline: Bool, at now: Moment) -> BoardCardSet? {
    state.withLock { $0.cards.due(isOnline: isOnline, at: now) }
  }

  func brought(_ set: BoardCardSet, failure: String?, at now: Moment) {
    state.withLock { $0.cards.brought(set, failure: failure, at: now) }
    wake.ring()
  }

  var cardFailure: String? { state.withLock { $0.cards.failure } }
}
