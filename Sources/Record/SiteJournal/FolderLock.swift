internal import Foundation
internal import Synchronization

/// Holds a folder for one journal; the kernel lets go when the process dies, however it dies.
final class FolderLock: Sendable {
  private let held: Mutex<Int32?>

  init(folder: String) throws(JournalError) {
    // Close-on-exec: a child process that outlives the daemon must not keep the folder.
    let descriptor = open(folder + "/journal.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .folderUnusable(folder: folder, cause: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let cause = errno
      close(descriptor)
      if cause == EWOULDBLOCK { throw .inUse(folder: folder) }
      throw .folderUnusable(folder: folder, cause: "flock: " + String(cString: strerror(cause)))
    }
    held = Mutex(descriptor)
  }

  deinit { release() }

  func release() {
    held.withLock {
      if let descriptor = $0.take() { close(descriptor) }
    }
  }
}
