internal import CVectorKernels

/// Read-only bytes of one table, in memory or mapped from a file; they live until the last reader is gone.
// The bytes are written before the region is made and never after; the pointer never changes.
public final class PlateRegion: @unchecked Sendable {
  /// Valid as long as this object is.
  public let bytes: UnsafeRawBufferPointer
  private let release: @Sendable (UnsafeRawBufferPointer) -> Void

  /// Takes over the bytes; `release` is called once, when nobody reads them any more.
  public init(bytes: UnsafeRawBufferPointer, release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) {
    self.bytes = bytes
    self.release = release
  }

  /// Fresh memory in large pages, filled by `fill` and then never changed.
  ///
  /// A lookup touches eight places at random: in small pages each would also wait for the page table.
  public convenience init(byteCount: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    guard let start = cvk_allocate(byteCount) else {
      preconditionFailure("no memory for a table of \(byteCount) bytes")
    }
    fill(UnsafeMutableRawBufferPointer(start: start, count: byteCount))
    self.init(bytes: UnsafeRawBufferPointer(start: start, count: byteCount)) {
      cvk_free(UnsafeMutableRawPointer(mutating: $0.baseAddress))
    }
  }

  deinit { release(bytes) }
}
