import AccessModel
import Glibc

/// Holds back the signals that end the program while an output is on, so that it is switched off first.
enum Interruption {
  /// Ctrl-C, the end of the service, a closed terminal.
  private static var signals: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
    return set
  }

  /// Runs `work` to its end; a signal that came meanwhile takes effect after it, unless `pause` took it.
  static func heldBack<Value>(_ work: () -> Value) -> Value {
    var (set, before) = (signals, sigset_t())
    pthread_sigmask(SIG_BLOCK, &set, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return work()
  }

  /// Waits, within `heldBack`, until the span is over or a signal comes; true when one came.
  static func pause(_ span: Span) -> Bool {
    var set = signals
    var time = timespec(
      tv_sec: Int(span.nanoseconds / 1_000_000_000), tv_nsec: Int(span.nanoseconds % 1_000_000_000))
    return sigtimedwait(&set, nil, &time) > 0
  }
}
