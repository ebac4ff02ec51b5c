internal import AccessModel
internal import CModbus
internal import Foundation
internal import Synchronization

/// A bus's clock that notes, each time the bus's thread looks at it, how long that thread was on a processor.
final class ThreadClock: Sendable {
  private let spent = Atomic<Int64>(0)

  /// Nanoseconds on a processor, as of the thread's last look.
  var nanoseconds: Int64 { spent.load(ordering: .relaxed) }

  @Sendable func moment() -> Moment {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    spent.store(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec), ordering: .relaxed)
    return BusBench.moment()
  }
}
