internal import Foundation

/// What the disk can do at best, with nothing of Gatehouse in between: 4 KiB appended and `fdatasync`.
public final class DiskProbe {
  private let descriptor: Int32
  private let path: String
  private let block = [UInt8](repeating: 7, count: 4096)

  /// In the file system of `folder`.
  public init(folder: String) throws(RehearsalError) {
    path = "\(folder)/probe-\(getpid())"
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// Microseconds of one write and its way to the disk.
  public func round() throws(RehearsalError) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    guard write(descriptor, block, block.count) == block.count, fdatasync(descriptor) == 0 else {
      throw .file(path: path, reason: String(cString: strerror(errno)))
    }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1000
  }
}
