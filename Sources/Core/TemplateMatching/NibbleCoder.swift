internal import CVectorKernels

/// Writes a vector x as two planes of 4-bit codes: x = a + b + r, with a = coarse.step (u - 7.5), b the same
/// of what a misses, and r what both miss.
struct NibbleCoder: ~Copyable {
  /// One plane's grid, and an upper bound of the norm of what the vector still misses after it.
  struct Plane {
    let step: Float
    let residual: Float
  }

  private let scratch: WipedMemory
  private let dimension: Int

  init(dimension: Int) throws(TemplateMatchingError) {
    self.dimension = dimension
    scratch = try WipedMemory(byteCount: dimension * MemoryLayout<Double>.stride)
  }

  /// Rows must be zeroed.
  func encode(
    _ values: Span<Float>, coarse: UnsafeMutablePointer<UInt8>, fine: UnsafeMutablePointer<UInt8>
  ) -> (coarse: Plane, fine: Plane) {
    let rest = scratch.bytes.assumingMemoryBound(to: Double.self)
    var squares = 0.0
    for index in 0..<dimension {
      rest[index] = Double(values[index])
      squares += rest[index] * rest[index]
    }
    // The best step for a normal distribution is 0.335 of its deviation; flat vectors fill the grid, spiky
    // ones are best left to the second plane.
    let deviation = (squares / Double(dimension)).squareRoot()
    let largest = largest(rest)
    let first = best(
      [0.30 * deviation, 0.335 * deviation, 0.37 * deviation, largest / 7.5, 0.02 * deviation], rest, coarse)
    let cell = Double(first.step) / 15
    let left = self.largest(rest)
    let second = best([cell, 1.5 * cell, 2 * cell, 3 * cell, left / 7.5], rest, fine)
    return (first, second)
  }

  /// Codes by the step that misses least, and leaves in `rest` what it misses.
  private func best(
    _ candidates: [Double], _ rest: UnsafeMutableBufferPointer<Double>, _ row: UnsafeMutablePointer<UInt8>
  ) -> Plane {
    var chosen: (step: Float, missed: Double) = (Float(Self.stepMin), .infinity)
    for candidate in candidates {
      let step = Float(max(candidate, Self.stepMin))
      let missed = cvk_encode(rest.baseAddress, dimension, Double(step), nil)
      if missed < chosen.missed { chosen = (step, missed) }
    }
    let missed = cvk_encode(rest.baseAddress, dimension, Double(chosen.step), row)
    return Plane(step: chosen.step, residual: Float(UpperBound.norm(ofSquares: missed)).nextUp)
  }

  private func largest(_ values: UnsafeMutableBufferPointer<Double>) -> Double {
    var largest = 0.0
    for value in values { largest = max(largest, abs(value)) }
    return largest
  }

  /// Far below what a unit vector needs, far above what single precision loses.
  private static let stepMin = 0x1p-60
}
