internal import CVectorKernels

/// As many bytes as one lookup streams, read with nothing else to do: what memory gives one core.
final class TemplateBenchPass {
  static let bytes = TemplateBenchSet.count * TemplateBenchSet.dimension / 2

  private let memory: UnsafeMutableRawPointer
  private let level: cvk_level

  init() {
    guard let memory = cvk_allocate(Self.bytes) else { preconditionFailure("no memory for the bench") }
    self.memory = memory
    level = [CVK_AVX512_VNNI, CVK_AVX2, CVK_NEON].first { cvk_is_available($0) } ?? CVK_SCALAR
  }

  deinit { cvk_free(memory) }

  /// One pass from end to end, or of streams that begin at equal distances and advance together.
  func microseconds(streams: Int) -> Double {
    let start = ContinuousClock.now
    let mixed = cvk_read_pass(level, memory, Self.bytes, streams)
    let spent = ContinuousClock.now - start
    precondition(mixed == 0, "the pass reads zeros")
    return spent / .microseconds(1)
  }
}
