internal import Dispatch
internal import Glibc
internal import PlateMatching

/// A file mapped read-only.
enum MappedFile {
  /// Read at once before a file is mapped.
  private static let blockBytes = 1 << 20

  /// The kernel is asked to read all of it at once: whoever opens it checks every byte.
  static func open(_ path: String) throws(PlateIndexError) -> PlateRegion {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw unreadable(path, "open") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, "stat") }
    guard status.st_size > 0 else {
      throw .unreadable(file: path, operation: "map", cause: "the file is empty")
    }
    let count = Int(status.st_size)
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_WILLNEED)
    try readThrough(descriptor, path, count: count)
    guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      throw unreadable(path, "map")
    }
    // Whoever reads last must not wait for the kernel to take a large mapping apart.
    return PlateRegion(bytes: UnsafeRawBufferPointer(start: start, count: count)) { bytes in
      let address = UInt(bitPattern: bytes.baseAddress)
      let length = bytes.count
      DispatchQueue.global(qos: .utility).async {
        munmap(UnsafeMutableRawPointer(bitPattern: address), length)
      }
    }
  }

  /// Asks the kernel to have a file in memory soon.
  static func willNeed(_ path: String) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_WILLNEED)
    close(descriptor)
  }

  /// Reads a file to its end once: a bad sector is an error here and would be a bus error in a mapping.
  static func readThrough(_ path: String) throws(PlateIndexError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw unreadable(path, "open") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, "stat") }
    try readThrough(descriptor, path, count: Int(status.st_size))
  }

  static func readThrough(_ descriptor: Int32, _ path: String, count: Int) throws(PlateIndexError) {
    let block = UnsafeMutableRawPointer.allocate(byteCount: blockBytes, alignment: 16)
    defer { block.deallocate() }
    var at = 0
    while at < count {
      let got = pread(descriptor, block, min(blockBytes, count - at), off_t(at))
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw unreadable(path, "read at byte \(at)") }
      guard got > 0 else {
        throw .unreadable(file: path, operation: "read", cause: "it ends at byte \(at) of \(count)")
      }
      at += got
    }
  }

  private static func unreadable(_ path: String, _ operation: String) -> PlateIndexError {
    .unreadable(file: path, operation: operation, cause: String(cString: strerror(errno)))
  }
}
