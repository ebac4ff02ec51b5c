internal import Dispatch
internal import Glibc
public import PlateMatching

/// The table of one list on disk: written once, mapped read-only, replaced by renaming.
public enum PlateIndexFile {
  /// Writes the table beside `path`, reads it back in full, and only then lets it take the place of the old
  /// one.
  ///
  /// A crash at any point leaves the old file or the new one. The pages of the file are its memory: beside
  /// the builder's own ten bytes an entry nothing grows with the list.
  public static func write(
    _ builder: PlateTableBuilder, to path: String, confusions: ConfusionTable = .standard
  ) throws(PlateIndexError) -> PlateTable {
    let temporary = path + ".new"
    let descriptor = Glibc.open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { throw unwritable(temporary, "open", errno) }
    defer { close(descriptor) }
    do throws(PlateIndexError) {
      try fill(descriptor, temporary, builder)
      let table = try open(temporary, confusions: confusions)
      do { try table.verify() } catch { throw .refused(file: temporary, error) }
      guard rename(temporary, path) == 0 else { throw unwritable(path, "rename", errno) }
      try syncFolder(of: path)
      return table
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Maps the file; takes milliseconds whatever its size, because only header and checksums are read.
  ///
  /// The rest was verified when the file was accepted; `PlateTable.verify` does it again.
  public static func open(
    _ path: String, confusions: ConfusionTable = .standard
  ) throws(PlateIndexError) -> PlateTable {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, "open", errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, "stat", errno) }
    guard status.st_size > 0 else { throw .refused(file: path, .truncated(at: 0, expected: 1)) }
    let count = Int(status.st_size)
    guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      throw unreadable(path, "mmap", errno)
    }
    madvise(start, count, MADV_RANDOM)
    // Whoever reads last must not wait for the kernel to take a large mapping apart.
    let region = PlateRegion(bytes: UnsafeRawBufferPointer(start: start, count: count)) { bytes in
      let address = UInt(bitPattern: bytes.baseAddress)
      let length = bytes.count
      DispatchQueue.global(qos: .utility).async {
        munmap(UnsafeMutableRawPointer(bitPattern: address), length)
      }
    }
    do {
      return try PlateTable(region, confusions: confusions)
    } catch { throw .refused(file: path, error) }
  }

  private static func fill(
    _ descriptor: Int32, _ path: String, _ builder: PlateTableBuilder
  ) throws(PlateIndexError) {
    let plan = builder.plan()
    let count = plan.byteCount
    // Room first: a page that cannot be stored later would be a bus error, not an answer.
    let full = posix_fallocate(descriptor, 0, off_t(count))
    guard full == 0 else { throw unwritable(path, "allocate \(count) bytes", full) }
    let access = PROT_READ | PROT_WRITE
    guard let start = mmap(nil, count, access, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      throw unwritable(path, "mmap", errno)
    }
    plan.write(into: UnsafeMutableRawBufferPointer(start: start, count: count))
    let isSynced = msync(start, count, MS_SYNC) == 0
    let cause = errno
    munmap(start, count)
    guard isSynced else { throw unwritable(path, "msync", cause) }
    guard fsync(descriptor) == 0 else { throw unwritable(path, "fsync", errno) }
  }

  private static func syncFolder(of path: String) throws(PlateIndexError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable(folder, "open", errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unwritable(folder, "fsync", errno) }
  }

  private static func unwritable(_ file: String, _ operation: String, _ code: Int32) -> PlateIndexError {
    .unwritable(file: file, operation: operation, cause: String(cString: strerror(code)))
  }

  private static func unreadable(_ file: String, _ operation: String, _ code: Int32) -> PlateIndexError {
    .unreadable(file: file, operation: operation, cause: String(cString: strerror(code)))
  }
}
