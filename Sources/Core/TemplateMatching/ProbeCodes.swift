/// Probes in 8 bits a component: q = step * code + what is missed; overwritten like the probes themselves.
struct ProbeCodes: ~Copyable {
  let memory: WipedMemory
  private(set) var bounds: [UpperBound] = []

  init(
    _ probes: UnsafePointer<Float>, count: Int, _ storage: GalleryStorage
  ) throws(TemplateMatchingError) {
    let dimension = storage.model.dimension.rawValue
    memory = try WipedMemory(byteCount: count * dimension)
    let codes = memory.bytes.assumingMemoryBound(to: Int8.self)
    for index in 0..<count {
      let values = UnsafeBufferPointer(start: probes + index * dimension, count: dimension)
      let part = UnsafeMutableBufferPointer(rebasing: codes[index * dimension..<(index + 1) * dimension])
      bounds.append(Self.encode(values, part, storage.extremes))
    }
  }

  private static func encode(
    _ values: UnsafeBufferPointer<Float>, _ codes: UnsafeMutableBufferPointer<Int8>,
    _ extremes: GalleryStorage.Extremes
  ) -> UpperBound {
    var largest: Float = 0
    for value in values { largest = max(largest, abs(value)) }
    let step = Double(largest) / 127
    var (sum, squares, missed): (Int32, Double, Double) = (0, 0, 0)
    for index in values.indices {
      let value = Double(values[index])
      // A probe is a unit vector: its largest component is not zero.
      let code = min(max((value / step).rounded(), -127), 127)
      codes[index] = Int8(code)
      sum += Int32(code)
      squares += value * value
      missed += (value - step * code) * (value - step * code)
    }
    return UpperBound(step: step, codeSum: sum, squares: squares, missed: missed, extremes: extremes)
  }
}
