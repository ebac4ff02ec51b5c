internal import AccessModel
internal import CShims
internal import FieldContract
internal import Glibc
internal import Synchronization

/// Commands for a driver's thread, which waits for them up to a moment of the monotonic clock.
///
/// Sendable by hand: the pointers are set once, and everything else is touched only with the mutex held.
final class Mailbox: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var commands: [HTTPSchedule.Command] = []
  /// Refusals that a full sink did not take; the thread tells them again.
  private var untold: [FieldInput] = []
  private var outstanding = 0
  private var isOpen = false
  private var isClosed = false
  private var hasEnded = false

  init() {
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// True once: the thread may begin.
  func open() -> Bool {
    locked {
      guard !isOpen, !isClosed else { return false }
      isOpen = true
      return true
    }
  }

  /// True when there is a thread to wait for.
  func close() -> Bool {
    locked {
      defer { isClosed = true }
      return isOpen && !isClosed
    }
  }

  /// Takes a command in, or says why not.
  func offer(_ command: HTTPSchedule.Command) -> String? {
    locked {
      guard isOpen, !isClosed else { return "the driver is not running" }
      guard outstanding < HTTPActuator.commandsMax else {
        return "\(outstanding) commands are already waiting"
      }
      outstanding += 1
      commands.append(command)
      return nil
    }
  }

  /// Beyond the limit the oldest is given up.
  func keep(_ refusal: FieldInput) {
    locked {
      if untold.count >= HTTPActuator.commandsMax { untold.removeFirst() }
      untold.append(refusal)
    }
  }

  func takeUntold() -> [FieldInput] {
    locked {
      defer { untold = [] }
      return untold
    }
  }

  func answered(_ count: Int) { locked { outstanding -= count } }

  /// What came in; nil when the thread is to end. Waits for at most the span.
  func take(waiting span: Span) -> [HTTPSchedule.Command]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if commands.isEmpty, !isClosed, span > .zero {
      _ = gh_condition_wait(condition, mutex, min(span, .seconds(3600)).nanoseconds)
    }
    defer { commands = [] }
    return isClosed ? nil : commands
  }

  /// What is left when the thread ends.
  func takeLast() -> [HTTPSchedule.Command] {
    locked {
      defer { commands = [] }
      return commands
    }
  }

  func end() { locked { hasEnded = true } }

  /// Waits until the thread has ended, or for the span.
  func waitForEnd(atMost span: Span) {
    let until = gh_clock_nanoseconds(CLOCK_MONOTONIC) + span.nanoseconds
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !hasEnded {
      let left = until - gh_clock_nanoseconds(CLOCK_MONOTONIC)
      guard left > 0, gh_condition_wait(condition, mutex, left) == 0 else { return }
    }
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer {
      pthread_mutex_unlock(mutex)
      pthread_cond_broadcast(condition)
    }
    return body()
  }
}

/// Tells libcurl's progress callback to give up.
final class StopFlag: Sendable {
  private let raised = Atomic(false)

  var isRaised: Bool { raised.load(ordering: .relaxed) }

  func raise() { raised.store(true, ordering: .relaxed) }
}
