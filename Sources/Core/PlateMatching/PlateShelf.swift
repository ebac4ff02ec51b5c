/// The part of a table whose plates have keys of one kind: packed symbols, or hashes of text.
///
/// Entries lie in the order of their keys' hashes, so that an exact lookup reads one row number and one
/// record. Each deletion variant of an entry has a cell in the bucket of its hash: the entry's number (low
/// bits) and a fingerprint of the variant (high bits). A bucket is one cache line of fifteen cells and the
/// place of those that found no room. Numbers of a damaged file are clamped before they are followed: a
/// wrong answer at worst, never a wild read.
struct PlateShelf {
  let count: Int
  let records: UnsafePointer<PlateRecord>
  let exactRows: UnsafePointer<UInt32>
  let exactRowCount: Int
  let buckets: UnsafePointer<UInt32>
  let bucketCount: Int
  /// Runs of cells, each behind its length.
  let overflow: UnsafePointer<UInt32>
  let overflowCount: Int
  let seed: UInt64
  /// Width of an entry's number in a cell.
  let idBits: UInt32

  static let bucketCells = 15
  static let bucketWords = 16
  static let bucketBytes = 64
  /// Cells for each bucket on average.
  static let load = 10
  /// A free cell, and "no overflow": no entry has the number that this would be.
  static let empty = UInt32.max

  /// Nil when the sizes of the sections contradict each other.
  init?(
    _ bytes: UnsafeRawBufferPointer, _ layout: PlateFileLayout, first: PlateFileLayout.Section, seed: UInt64
  ) {
    let ranges = Array(layout.ranges[first.rawValue..<first.rawValue + 4])
    guard let base = bytes.baseAddress else { return nil }
    count = ranges[0].count / MemoryLayout<PlateRecord>.stride
    exactRowCount = ranges[1].count / 4 - 2
    bucketCount = ranges[2].count / Self.bucketBytes
    overflowCount = ranges[3].count / 4
    guard ranges[0].count == count * MemoryLayout<PlateRecord>.stride,
      ranges[1].count == (exactRowCount + 2) * 4, ranges[2].count == bucketCount * Self.bucketBytes,
      ranges[3].count == overflowCount * 4, count <= PlateIndex.entriesMax, exactRowCount > 0,
      bucketCount > 0
    else { return nil }
    records = (base + ranges[0].lowerBound).assumingMemoryBound(to: PlateRecord.self)
    exactRows = (base + ranges[1].lowerBound).assumingMemoryBound(to: UInt32.self)
    buckets = (base + ranges[2].lowerBound).assumingMemoryBound(to: UInt32.self)
    overflow = (base + ranges[3].lowerBound).assumingMemoryBound(to: UInt32.self)
    idBits = Self.idBits(count)
    self.seed = seed
  }

  static func idBits(_ count: Int) -> UInt32 { UInt32(max(1, Int.bitWidth - count.leadingZeroBitCount)) }

  /// Entries with this key.
  @inline(__always)
  func run(of key: UInt64) -> Range<Int> {
    guard count > 0 else { return 0..<0 }
    let row = plateRow(plateHash(key, seed: seed), count: exactRowCount)
    let end = min(Int(exactRows[row + 1]), count)
    var at = Int(exactRows[row])
    while at < end, records[at].key != key { at += 1 }
    guard at < end else { return 0..<0 }
    var stop = at + 1
    while stop < end, records[stop].key == key { stop += 1 }
    return at..<stop
  }

  /// One deletion variant of a read, on its way to its cells.
  struct Probe {
    var key: UInt64
    /// Which character of the read is missing in the key; -1 for none.
    var position: Int
    var bucket = 0
    var fingerprint: UInt32 = 0
    var overflow = PlateShelf.empty
  }

  /// An entry whose cell agrees with a probe.
  private struct Candidate {
    var probe: Int
    var id: Int
    var key: UInt64
  }

  private static let candidatesMax = 32

  /// Calls `body` with a probe, an entry whose fingerprint agrees with it, and that entry's key.
  ///
  /// In stages, so that the memory behind all probes, then behind all entries, is on its way before any is
  /// looked at.
  @inline(__always)
  func scan(_ probes: UnsafeMutableBufferPointer<Probe>, _ body: (Probe, Int, UInt64) -> Void) {
    for index in probes.indices {
      let hash = plateHash(probes[index].key, seed: seed)
      let bucket = plateRow(hash, count: bucketCount) &* Self.bucketWords
      probes[index].bucket = bucket
      probes[index].fingerprint = UInt32(truncatingIfNeeded: hash) &<< idBits
      probes[index].overflow = buckets[bucket &+ Self.bucketCells]
    }
    withUnsafeTemporaryAllocation(of: Candidate.self, capacity: Self.candidatesMax) { found in
      var waiting = 0
      let limit = (1 as UInt32) &<< idBits
      func take(_ cell: UInt32, _ probe: Int) {
        let id = Int(cell & (limit &- 1))
        guard id < count else { return }
        if waiting == Self.candidatesMax { flush() }
        found[waiting] = Candidate(probe: probe, id: id, key: 0)
        waiting &+= 1
      }
      func flush() {
        for index in 0..<waiting { found[index].key = records[found[index].id].key }
        for index in 0..<waiting { body(probes[found[index].probe], found[index].id, found[index].key) }
        waiting = 0
      }
      for index in probes.indices {
        let fingerprint = probes[index].fingerprint
        let cells = buckets + probes[index].bucket
        var hits: UInt32 = 0
        for at in 0..<Self.bucketCells {
          hits |= ((cells[at] ^ fingerprint) < limit ? 1 : 0) &<< UInt32(truncatingIfNeeded: at)
        }
        while hits != 0 {
          take(cells[hits.trailingZeroBitCount], index)
          hits &= hits &- 1
        }
        guard probes[index].overflow != Self.empty else { continue }
        let start = Int(probes[index].overflow)
        guard start < overflowCount else { continue }
        let end = min(start &+ Int(overflow[start]) &+ 1, overflowCount)
        var at = start &+ 1
        while at < end {
          if (overflow[at] ^ fingerprint) < limit { take(overflow[at], index) }
          at &+= 1
        }
      }
      flush()
    }
  }
}
