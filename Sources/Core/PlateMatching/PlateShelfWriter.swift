/// Writes the two sections of one shelf in place: cells are counted, rows summed up and filled, without other
/// memory.
struct PlateShelfWriter {
  private let rows: UnsafeMutablePointer<UInt32>
  private let rowCount: Int
  private let cells: UnsafeMutablePointer<UInt64>
  private let cellCount: Int

  /// Rows up to this length are sorted by insertion.
  private static let shortRow = 24

  init(_ bytes: UnsafeMutableRawBufferPointer, _ layout: PlateFileLayout, first: PlateFileLayout.Section) {
    guard let base = bytes.baseAddress else { preconditionFailure("a table is never empty") }
    let (low, high) = (layout.ranges[first.rawValue], layout.ranges[first.rawValue + 1])
    rowCount = low.count / 4 - 1
    cellCount = high.count / 8
    rows = (base + low.lowerBound).bindMemory(to: UInt32.self, capacity: rowCount + 1)
    cells = (base + high.lowerBound).bindMemory(to: UInt64.self, capacity: cellCount)
  }

  /// `variants` calls its argument with the row and the cell of each variant, twice the same.
  @inline(__always)
  func fill(_ variants: ((_ row: Int, _ cell: UInt64) -> Void) -> Void) {
    rows.update(repeating: 0, count: rowCount + 1)
    variants { row, _ in rows[row] &+= 1 }
    var sum: UInt32 = 0
    for row in 0...rowCount {
      sum += rows[row]
      rows[row] = sum
    }
    precondition(Int(sum) == cellCount, "the plan counted \(cellCount) cells, the list has \(sum)")
    // Each row fills from its end, which thereby becomes its beginning.
    variants { row, cell in
      rows[row] &-= 1
      cells[Int(rows[row])] = cell
    }
    for row in 0..<rowCount { sort(Int(rows[row])..<Int(rows[row + 1])) }
  }

  private func sort(_ range: Range<Int>) {
    guard range.count > 1 else { return }
    if range.count > Self.shortRow {
      var long = UnsafeMutableBufferPointer(start: cells + range.lowerBound, count: range.count)
      long.sort()
      return
    }
    for at in range.dropFirst() {
      let cell = cells[at]
      var place = at
      while place > range.lowerBound, cells[place - 1] > cell {
        cells[place] = cells[place - 1]
        place -= 1
      }
      cells[place] = cell
    }
  }
}
