internal import AccessModel
internal import CVectorKernels

extension TemplateGallery {
  /// What is asked of every probe of a lookup.
  struct Lookup {
    let limit: Int
    let threshold: Double
    let now: CivilTime
  }

  /// A block's sums stay in the first cache; the first blocks are small, so that early ones find a cutoff.
  private static func blockRowsMax(_ probes: Int) -> Int { probes == 1 ? 4096 : 256 }
  private static let blockRowsFirst = 64

  /// Room for the sums of each probe, the kept indices and the fine sums; scores betray a probe, so it is
  /// wiped.
  private static func scratch(_ probes: Int) throws(TemplateMatchingError) -> WipedMemory {
    try WipedMemory(byteCount: (probes + 2) * blockRowsMax(probes) * MemoryLayout<Int32>.stride)
  }

  func search(
    _ probes: borrowing WipedMemory, count: Int, _ lookup: Lookup
  ) throws(TemplateMatchingError) -> [[TemplateMatch]] {
    guard (1...Self.matchesMax).contains(lookup.limit) else {
      throw .matchesOutOfRange(asked: lookup.limit, max: Self.matchesMax)
    }
    guard !lookup.threshold.isNaN else { throw .thresholdNotANumber }
    guard let first = probes.bytes.assumingMemoryBound(to: Float.self).baseAddress, count > 0 else {
      return []
    }
    let codes = try ProbeCodes(first, count: count, storage)
    let scratch = try Self.scratch(count)
    guard let sums = scratch.bytes.assumingMemoryBound(to: Int32.self).baseAddress,
      let coded = codes.memory.bytes.assumingMemoryBound(to: Int8.self).baseAddress
    else { return [] }
    let dimension = model.dimension.rawValue
    var searches = codes.bounds.enumerated().map { index, bound in
      ProbeSearch(
        probe: first + index * dimension, codes: coded + index * dimension, bound: bound, limit: lookup.limit,
        threshold: lookup.threshold)
    }
    let stride = Self.blockRowsMax(count)
    let fineSums = sums + count * stride
    let scene = ProbeSearch.Scene(
      storage: storage, level: kernel.level, now: lookup.now,
      kept: UnsafeMutableRawPointer(fineSums + stride).assumingMemoryBound(to: UInt32.self),
      fineSums: fineSums)
    walk(coded, sums, &searches, scene)
    // Only pointers were used above: nothing else keeps what they point to.
    extendLifetime(codes)
    extendLifetime(scratch)
    return searches.map { matches($0.ranking) }
  }

  /// Block by block, each read once for all probes.
  private func walk(
    _ codes: UnsafePointer<Int8>, _ sums: UnsafeMutablePointer<Int32>, _ searches: inout [ProbeSearch],
    _ scene: ProbeSearch.Scene
  ) {
    let dimension = model.dimension.rawValue
    let stride = Self.blockRowsMax(searches.count)
    var (start, size) = (0, Self.blockRowsFirst)
    while start < self.count {
      let rows = min(size, self.count - start)
      let plane = storage.coarse + start * storage.rowBytes
      if searches.count == 1 {
        cvk_dots(scene.level, plane, rows, dimension, codes, sums)
      } else {
        cvk_dots_many(scene.level, plane, rows, dimension, codes, searches.count, sums, stride)
      }
      for index in searches.indices {
        searches[index].sift(sums + index * stride, start: start, count: rows, scene)
      }
      start += rows
      size = min(size * 4, stride)
    }
  }

  private func matches(_ ranking: Ranking) -> [TemplateMatch] {
    ranking.best.map {
      TemplateMatch(position: $0.position, score: $0.score, grounds: storage.grounds[$0.position])
    }
  }
}
