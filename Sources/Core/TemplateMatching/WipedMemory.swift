internal import CVectorKernels

// Unchecked: a value that cannot be copied is its memory's only owner, so two threads never hold it at once.
/// Memory that is overwritten when its owner ends, on every way out (P10).
struct WipedMemory: ~Copyable, @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer
  private let isOwned: Bool

  /// Zeroed memory of its own.
  init(byteCount: Int) throws(TemplateMatchingError) {
    guard let memory = cvk_allocate(max(byteCount, 1)) else { throw .outOfMemory(bytes: byteCount) }
    bytes = UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
    isOwned = true
  }

  /// Overwrites the lender's memory in the end, and leaves it to the lender to free.
  init(lent bytes: UnsafeMutableRawBufferPointer) {
    self.bytes = bytes
    isOwned = false
  }

  deinit {
    Self.wipe(bytes)
    if isOwned { cvk_free(bytes.baseAddress) }
  }

  static func wipe(_ bytes: UnsafeMutableRawBufferPointer) { cvk_wipe(bytes.baseAddress, bytes.count) }
}
