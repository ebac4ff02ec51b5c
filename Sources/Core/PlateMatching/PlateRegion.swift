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

  /// Fresh memory, filled by `fill` and then never changed.
  public convenience init(byteCount: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: byteCount, alignment: PlateFileLayout.alignment)
    fill(memory)
    self.init(bytes: UnsafeRawBufferPointer(memory)) { $0.deallocate() }
  }

  deinit { release(bytes) }
}
