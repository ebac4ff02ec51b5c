import AccessModel
import Dispatch
import Glibc
import Synchronization

@testable import InputRing

extension RingWriter {
  /// As when a second has gone by.
  func flush() {
    settle()
    queue.sync { pen.withLock { $0.flush(at: .zero) } }
  }

  /// As when the queue was too far behind to take a turn.
  func skip() { held.withLock { $0.next += 1 } }

  /// What is written from now on goes to this device.
  func redirect(to path: String) {
    settle()
    queue.sync {
      pen.withLock { pen in
        _ = Glibc.close(pen.descriptor)
        pen.descriptor = open(path, O_WRONLY)
      }
    }
  }
}
