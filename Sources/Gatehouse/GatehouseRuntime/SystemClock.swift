import AccessModel
import CShims
import Foundation
import Synchronization

/// The box's own clocks, read once for each batch.
struct SystemClock: Sendable {
  /// Monotonic; it goes on through suspension, so that a span is never shorter than it was.
  static func moment() -> Moment { Moment(nanoseconds: gh_clock_nanoseconds(CLOCK_BOOTTIME)) }

  static func civil() -> CivilTime {
    CivilTime(milliseconds: gh_clock_nanoseconds(CLOCK_REALTIME) / 1_000_000)
  }

  static func now() -> Now {
    Now(moment: moment(), civil: civil(), clockIsSynchronised: isSynchronised())
  }

  /// What the kernel knows of its synchronisation, asked at most once a second. Where the sandbox forbids
  /// the question (`ProtectClock=`), systemd-timesyncd's own mark answers it.
  static func isSynchronised() -> Bool {
    let second = gh_clock_nanoseconds(CLOCK_MONOTONIC) / 1_000_000_000
    let last = lastAnswer.load(ordering: .relaxed)
    if last >> 1 == second { return last & 1 == 1 }
    let answer = gh_clock_is_synchronised()
    let isSynchronised = answer == -1 ? access(timesyncMark, F_OK) == 0 : answer == 1
    lastAnswer.store(second << 1 | (isSynchronised ? 1 : 0), ordering: .relaxed)
    return isSynchronised
  }

  private static let timesyncMark = "/run/systemd/timesync/synchronized"
  /// The second of the last answer, and in the lowest bit the answer.
  private static let lastAnswer = Atomic<Int64>(-1)
}
