internal import AccessModel
internal import Foundation

/// Lets one thread wait for bytes of a line and for other threads at once.
///
/// Sendable by hand: both descriptors are set once and closed when nobody holds this any more.
final class WakePipe: @unchecked Sendable {
  private let readEnd: Int32
  private let writeEnd: Int32

  /// Without a pipe nobody rings, and a wait is short.
  private static let blindSpan = Span.milliseconds(50)

  init() {
    var ends: [Int32] = [-1, -1]
    // A process without descriptors goes on: `poll` passes over what is negative.
    if pipe(&ends) != 0 { ends = [-1, -1] }
    (readEnd, writeEnd) = (ends[0], ends[1])
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    for end in [readEnd, writeEnd] where end >= 0 { close(end) }
  }

  /// Wakes the waiting thread, or lets its next wait return at once.
  func ring() {
    var byte: UInt8 = 1
    // A full pipe already wakes.
    _ = write(writeEnd, &byte, 1)
  }

  /// Waits for a ring, for a line that has something to say, or for the span; true when it is the line.
  func wait(atMost span: Span, line: Int32?) -> Bool {
    var watched = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
    if let line { watched.append(pollfd(fd: line, events: Int16(POLLIN), revents: 0)) }
    // Rounded up: a wait that ends early would only be begun again.
    let milliseconds =
      min(max(span, .zero), readEnd < 0 ? Self.blindSpan : .seconds(60)).nanoseconds + 999_999
    guard poll(&watched, nfds_t(watched.count), Int32(milliseconds / 1_000_000)) > 0 else { return false }
    if watched[0].revents != 0 {
      var rings = [UInt8](repeating: 0, count: 64)
      while read(readEnd, &rings, rings.count) == rings.count {}
    }
    return watched.count > 1 && watched[1].revents != 0
  }
}
