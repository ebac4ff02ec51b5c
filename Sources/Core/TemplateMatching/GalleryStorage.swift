internal import AccessModel
internal import CVectorKernels

// Unchecked: its memory is written by `append`, which only the building of a gallery calls before anybody
// else knows the storage; from then on it is only read, until the last gallery that holds it lets it go.
/// The vectors of a gallery, plane by plane, so that one lookup streams half a byte a dimension.
final class GalleryStorage: @unchecked Sendable {
  /// The largest norms among the entries, for bounds that hold for all of them.
  struct Extremes {
    var norm = 0.0
    var coarseResidual = 0.0
    var fineResidual = 0.0
  }

  let model: TemplateModel
  let coarse: UnsafeMutablePointer<UInt8>
  let fine: UnsafeMutablePointer<UInt8>
  let originals: UnsafeMutablePointer<Float>
  let coarseSteps: UnsafeMutablePointer<Float>
  let coarseResiduals: UnsafeMutablePointer<Float>
  let fineSteps: UnsafeMutablePointer<Float>
  let fineResiduals: UnsafeMutablePointer<Float>
  private(set) var grounds: [TemplateGrounds] = []
  private(set) var extremes = Extremes()
  private let memory: [UnsafeMutableRawPointer]
  private let capacity: Int

  init(model: TemplateModel, capacity: Int) throws(TemplateMatchingError) {
    self.model = model
    self.capacity = capacity
    let dimension = model.dimension.rawValue
    let sizes =
      [capacity * dimension / 2, capacity * dimension / 2, capacity * dimension * 4]
      + Array(repeating: capacity * 4, count: 4)
    var memory: [UnsafeMutableRawPointer] = []
    for size in sizes {
      guard let part = cvk_allocate(max(size, 64)) else {
        for part in memory { cvk_free(part) }
        throw .outOfMemory(bytes: sizes.reduce(0, +))
      }
      memory.append(part)
    }
    self.memory = memory
    coarse = memory[0].bindMemory(to: UInt8.self, capacity: capacity * dimension / 2)
    fine = memory[1].bindMemory(to: UInt8.self, capacity: capacity * dimension / 2)
    originals = memory[2].bindMemory(to: Float.self, capacity: capacity * dimension)
    coarseSteps = memory[3].bindMemory(to: Float.self, capacity: capacity)
    coarseResiduals = memory[4].bindMemory(to: Float.self, capacity: capacity)
    fineSteps = memory[5].bindMemory(to: Float.self, capacity: capacity)
    fineResiduals = memory[6].bindMemory(to: Float.self, capacity: capacity)
    grounds.reserveCapacity(capacity)
  }

  deinit {
    // Templates of people: nothing of them stays in memory that is given back.
    let dimension = model.dimension.rawValue
    cvk_wipe(coarse, capacity * dimension / 2)
    cvk_wipe(fine, capacity * dimension / 2)
    cvk_wipe(originals, capacity * dimension * 4)
    for part in memory { cvk_free(part) }
  }

  var count: Int { grounds.count }
  /// Bytes of one row of a plane.
  var rowBytes: Int { model.dimension.rawValue / 2 }

  func append(_ entry: GalleryEntry, _ coder: borrowing NibbleCoder) {
    precondition(count < capacity, "the storage was made for \(capacity) entries")
    let position = count
    let dimension = model.dimension.rawValue
    let values = entry.vector.values
    var squares = 0.0
    for (index, value) in values.enumerated() {
      originals[position * dimension + index] = value
      squares += Double(value) * Double(value)
    }
    let planes = coder.encode(
      values.span, coarse: coarse + position * rowBytes, fine: fine + position * rowBytes)
    coarseSteps[position] = planes.coarse.step
    coarseResiduals[position] = planes.coarse.residual
    fineSteps[position] = planes.fine.step
    fineResiduals[position] = planes.fine.residual
    extremes.norm = max(extremes.norm, UpperBound.norm(ofSquares: squares))
    extremes.coarseResidual = max(extremes.coarseResidual, Double(planes.coarse.residual))
    extremes.fineResidual = max(extremes.fineResidual, Double(planes.fine.residual))
    grounds.append(entry.grounds)
  }
}
