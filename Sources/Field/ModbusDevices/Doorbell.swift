internal import AccessModel
internal import Foundation

/// Lets one thread sleep until somebody rings or a span of the monotonic clock has passed.
///
/// Foundation and Dispatch wait by the civil clock on Linux: a clock that is set back would stall a poll.
///
/// Sendable by hand: both pointers are set once, and `hasRung` is touched only with the mutex held.
final class Doorbell: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var hasRung = false

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

  /// Wakes the waiting thread, or lets the next wait return at once.
  func ring() {
    pthread_mutex_lock(mutex)
    hasRung = true
    pthread_mutex_unlock(mutex)
    // After the unlock: the woken thread would only wait for the mutex.
    pthread_cond_signal(condition)
  }

  /// True when somebody rang, false when the span passed first.
  @discardableResult
  func wait(atMost span: Span) -> Bool {
    pthread_mutex_lock(mutex)
    defer {
      hasRung = false
      pthread_mutex_unlock(mutex)
    }
    guard !hasRung, span > .zero else { return hasRung }
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    let nanoseconds = Int64(deadline.tv_nsec) + min(span, .seconds(3600)).nanoseconds
    deadline.tv_sec += Int(nanoseconds / 1_000_000_000)
    deadline.tv_nsec = Int(nanoseconds % 1_000_000_000)
    while !hasRung, pthread_cond_timedwait(condition, mutex, &deadline) == 0 {}
    return hasRung
  }
}
