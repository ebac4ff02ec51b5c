/// Writes the four sections of one shelf in place: rows are counted, summed up and filled, without other
/// memory.
struct PlateShelfWriter {
  let records: UnsafeMutablePointer<PlateRecord>
  private let exactRows: UnsafeMutablePointer<UInt32>
  private let exactRowCount: Int
  private let buckets: UnsafeMutablePointer<UInt32>
  private let overflow: UnsafeMutablePointer<UInt32>
  private let count: Int
  private let seed: UInt64
  private let idBits: UInt32

  /// Rows up to this length are sorted by insertion.
  private static let shortRow = 24
  static let variantsMax = PlateTable.plateLengthMax + 1

  init(
    _ bytes: UnsafeMutableRawBufferPointer, _ layout: PlateFileLayout, first: PlateFileLayout.Section,
    count: Int, seed: UInt64
  ) {
    guard let base = bytes.baseAddress else { preconditionFailure("a table is never empty") }
    let at = first.rawValue
    func start<Number>(_ offset: Int, _ type: Number.Type) -> UnsafeMutablePointer<Number> {
      let range = layout.ranges[at + offset]
      return (base + range.lowerBound).bindMemory(
        to: type, capacity: range.count / MemoryLayout<Number>.size)
    }
    records = start(0, PlateRecord.self)
    exactRows = start(1, UInt32.self)
    exactRowCount = layout.ranges[at + 1].count / 4 - 2
    buckets = start(2, UInt32.self)
    overflow = start(3, UInt32.self)
    self.count = count
    self.seed = seed
    idBits = PlateShelf.idBits(count)
  }

  /// `entries` calls its argument with key, order and country of each entry, twice the same.
  func placeKeys(_ entries: ((UInt64, UInt32, UInt16) -> Void) -> Void) {
    exactRows.update(repeating: 0, count: exactRowCount + 2)
    entries { key, _, _ in exactRows[plateRow(plateHash(key, seed: seed), count: exactRowCount) + 2] += 1 }
    sumUp(exactRows, exactRowCount)
    // Row `r` fills from the number of `r + 1`, which thereby becomes the end of `r`.
    entries { key, position, country in
      let row = plateRow(plateHash(key, seed: seed), count: exactRowCount) + 1
      let id = Int(exactRows[row])
      exactRows[row] += 1
      records[id] = PlateRecord(key: key, order: position, country: country)
    }
    for row in 0..<exactRowCount { sort(Int(exactRows[row])..<Int(exactRows[row + 1])) }
  }

  /// `variants` writes the keys by which an entry shall be found, and returns how many.
  func placeCells(
    _ counts: PlateBucketCounts, _ variants: (Int, UnsafeMutableBufferPointer<UInt64>) -> Int
  ) {
    var next: UInt32 = 0
    for (bucket, count) in counts.counts.enumerated() {
      let cells = buckets + bucket * PlateShelf.bucketWords
      cells.update(repeating: PlateShelf.empty, count: PlateShelf.bucketWords)
      guard count > PlateShelf.bucketCells else { continue }
      cells[PlateShelf.bucketCells] = next
      let length = PlateBucketCounts.overflow(of: count)
      (overflow + Int(next)).update(repeating: 0, count: Int(length))
      next += length
    }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.variantsMax) { keys in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.variantsMax) { places in
        for id in 0..<count {
          for index in 0..<distinct(variants(id, keys), keys, places, counts.counts.count) {
            place(places[index], id)
          }
        }
      }
    }
  }

  @inline(__always)
  private func place(_ place: UInt64, _ id: Int) {
    let cell = UInt32(truncatingIfNeeded: place) | UInt32(truncatingIfNeeded: id)
    let cells = buckets + Int(truncatingIfNeeded: place &>> 32) &* PlateShelf.bucketWords
    for at in 0..<PlateShelf.bucketCells where cells[at] == PlateShelf.empty {
      cells[at] = cell
      return
    }
    let run = overflow + Int(cells[PlateShelf.bucketCells])
    run[0] += 1
    run[Int(run[0])] = cell
  }

  /// Bucket and fingerprint of each variant; two that agree in both need one cell only.
  @inline(__always)
  private func distinct(
    _ count: Int, _ keys: UnsafeMutableBufferPointer<UInt64>, _ places: UnsafeMutableBufferPointer<UInt64>,
    _ bucketCount: Int
  ) -> Int {
    var kept = 0
    for index in 0..<count {
      let hash = plateHash(keys[index], seed: seed)
      let fingerprint = UInt32(truncatingIfNeeded: hash) &<< idBits
      let place = UInt64(plateRow(hash, count: bucketCount)) &<< 32 | UInt64(fingerprint)
      var isNew = true
      for other in 0..<kept where places[other] == place { isNew = false }
      if isNew {
        places[kept] = place
        kept &+= 1
      }
    }
    return kept
  }

  /// From counts at `r + 2` to starts at `r + 1`.
  private func sumUp(_ numbers: UnsafeMutablePointer<UInt32>, _ count: Int) {
    var sum: UInt32 = 0
    for row in 0..<count {
      let here = numbers[row + 2]
      numbers[row + 2] = sum + here
      numbers[row + 1] = sum
      sum += here
    }
    numbers[0] = 0
  }

  /// By key, so that equal plates stand together; among equals the order of the list stays.
  private func sort(_ range: Range<Int>) {
    guard range.count > 1 else { return }
    if range.count > Self.shortRow {
      let sorted = range.map { records[$0] }.sorted { ($0.key, $0.order) < ($1.key, $1.order) }
      for (id, record) in zip(range, sorted) { records[id] = record }
      return
    }
    for id in range.dropFirst() {
      let record = records[id]
      var place = id
      while place > range.lowerBound, records[place - 1].key > record.key {
        records[place] = records[place - 1]
        place -= 1
      }
      records[place] = record
    }
  }
}

/// How many cells each bucket of a shelf gets, counted before anything is placed.
struct PlateBucketCounts {
  private(set) var counts: [UInt32]
  private let seed: UInt64

  init(cells: Int, seed: UInt64) {
    counts = Array(repeating: 0, count: max(1, cells / PlateShelf.load))
    self.seed = seed
  }

  @inline(__always)
  mutating func add(_ keys: UnsafeMutableBufferPointer<UInt64>, _ count: Int) {
    for index in 0..<count { counts[plateRow(plateHash(keys[index], seed: seed), count: counts.count)] += 1 }
  }

  /// Words of the overflow of a bucket: its length and its cells.
  static func overflow(of count: UInt32) -> UInt32 {
    count > PlateShelf.bucketCells ? count - UInt32(PlateShelf.bucketCells) + 1 : 0
  }

  var overflowCount: Int { counts.reduce(0) { $0 + Int(Self.overflow(of: $1)) } }
}
