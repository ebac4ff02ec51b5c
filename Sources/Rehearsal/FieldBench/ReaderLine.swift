internal import AccessModel
internal import Foundation
internal import OSDPReaders
internal import Synchronization

/// A serial line with readers on it, at one end of a pseudo terminal, on a thread of its own.
///
/// A pseudo terminal passes bytes on at once; here each byte takes its ten bits, in both directions and one
/// after the other, as on two wires.
final class ReaderLine: Sendable {
  struct Books: Sendable {
    var readers: [MeasuredReader]
    var isEnding = false
  }

  /// Where the panel finds the line.
  let path: String
  let books: Mutex<Books>
  private let descriptor: Int32
  private let bitsPerSecond: Int64

  /// What a reader takes to begin its answer; the standard allows 200 ms (OSDP 2.2 §5.7).
  static let turnaround = Span.milliseconds(5)
  private static let pieceBytes = 2048
  /// TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h, which Swift does not import.
  private static let setLock = UInt(0x4004_5431)
  private static let getNumber = UInt(0x8004_5430)

  /// Nil where the system has no pseudo terminal.
  init?(readers: [MeasuredReader], baud: Int) {
    descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, number) = (Int32(0), Int32(0))
    guard descriptor >= 0, ioctl(descriptor, Self.setLock, &locked) == 0,
      ioctl(descriptor, Self.getNumber, &number) == 0
    else { return nil }
    var state = termios()
    tcgetattr(descriptor, &state)
    cfmakeraw(&state)
    tcsetattr(descriptor, TCSANOW, &state)
    path = "/dev/pts/\(number)"
    bitsPerSecond = Int64(baud)
    books = Mutex(Books(readers: readers))
    Thread { [self] in serve() }.start()
  }

  /// Ends the thread within a tenth of a second.
  func stop() { books.withLock { $0.isEnding = true } }

  private func serve() {
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    while !books.withLock({ $0.isEnding }) {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 100) > 0 else { continue }
      let began = BusBench.moment()
      let count = read(descriptor, &piece, piece.count)
      // EIO: the panel has not opened its end yet, or has closed it.
      guard count > 0 else {
        usleep(10_000)
        continue
      }
      let heard = began + wireTime(count)
      sleep(until: heard)
      let reply = books.withLock { books in
        var reply: [UInt8]?
        for index in books.readers.indices {
          if let own = books.readers[index].take(Array(piece[..<count]), at: heard) { reply = own }
        }
        return reply
      }
      guard let reply else { continue }
      // The panel acts on the last byte: the others may come with it.
      sleep(until: heard + Self.turnaround + wireTime(reply.count))
      _ = write(descriptor, reply, reply.count)
    }
    close(descriptor)
  }

  /// Ten bits a byte: start, eight, stop.
  private func wireTime(_ count: Int) -> Span {
    Span(nanoseconds: Int64(count) * 10 * 1_000_000_000 / bitsPerSecond)
  }

  private func sleep(until moment: Moment) {
    let left = Double((moment - BusBench.moment()).nanoseconds) / 1e9
    // The bytes' own time on the wire is what this line simulates.
    if left > 0 { Thread.sleep(forTimeInterval: left) }
  }
}
