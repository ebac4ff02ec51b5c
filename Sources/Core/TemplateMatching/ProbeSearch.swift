internal import AccessModel
internal import CVectorKernels

/// One probe's way through a gallery: estimates of a block in, the entries that may rank rescored.
struct ProbeSearch {
  let probe: UnsafePointer<Float>
  let codes: UnsafePointer<Int8>
  let bound: UpperBound
  private(set) var ranking: Ranking

  init(
    probe: UnsafePointer<Float>, codes: UnsafePointer<Int8>, bound: UpperBound, limit: Int, threshold: Double
  ) {
    self.probe = probe
    self.codes = codes
    self.bound = bound
    ranking = Ranking(limit: limit, threshold: threshold)
  }

  /// The gallery as one lookup sees it.
  struct Scene {
    let storage: GalleryStorage
    let level: cvk_level
    let now: CivilTime
    /// Room for the indices and the fine sums of a block.
    let kept: UnsafeMutablePointer<UInt32>
    let fineSums: UnsafeMutablePointer<Int32>
  }

  /// Sifts `count` entries from `start`, whose sums of coarse codes are `sums`.
  mutating func sift(_ sums: UnsafePointer<Int32>, start: Int, count: Int, _ scene: Scene) {
    let storage = scene.storage
    let steps = storage.coarseSteps + start
    let residuals = storage.coarseResiduals + start
    let coarse = cvk_bound(
      bias: bound.bias, unit: Float(bound.unit), norm: Float(bound.norm).nextUp,
      cut: bound.coarseCut(ranking.cutoff))
    let found = cvk_keep(scene.level, sums, steps, residuals, count, coarse, scene.kept)
    guard found > 0 else { return }
    // Whose estimate alone suffices is rescored first: that raises the cutoff for the others.
    var rest = 0
    for index in 0..<found {
      let row = Int(scene.kept[index])
      if bound.estimate(sums[row], steps[row]) >= ranking.cutoff {
        rescore(start + row, scene)
      } else {
        scene.kept[rest] = scene.kept[index]
        rest += 1
      }
    }
    var left = 0
    for index in 0..<rest {
      let row = Int(scene.kept[index])
      let upper = bound.estimate(sums[row], steps[row]) + Double(residuals[row]) * bound.norm
      guard upper + bound.coarseMargin >= ranking.cutoff else { continue }
      scene.kept[left] = scene.kept[index]
      left += 1
    }
    guard left > 0 else { return }
    refine(sums, start: start, left, scene)
  }

  /// The second plane, for those whom the first could not exclude.
  private mutating func refine(_ sums: UnsafePointer<Int32>, start: Int, _ count: Int, _ scene: Scene) {
    let storage = scene.storage
    cvk_dots_at(
      scene.level, storage.fine + start * storage.rowBytes, scene.kept, count,
      storage.model.dimension.rawValue, codes, scene.fineSums)
    for index in 0..<count {
      let row = Int(scene.kept[index])
      let position = start + row
      let estimate =
        bound.estimate(sums[row], storage.coarseSteps[position])
        + bound.estimate(scene.fineSums[index], storage.fineSteps[position])
      let upper = estimate + Double(storage.fineResiduals[position]) * bound.norm + bound.fineMargin
      if upper >= ranking.cutoff { rescore(position, scene) }
    }
  }

  /// Only entries in force have a score.
  private mutating func rescore(_ position: Int, _ scene: Scene) {
    guard scene.storage.grounds[position].isInForce(at: scene.now) else { return }
    let dimension = scene.storage.model.dimension.rawValue
    let score = cvk_score(scene.level, scene.storage.originals + position * dimension, probe, dimension)
    ranking.enter(score: score, position: position)
  }
}
