/// Cells in rows: what a table finds by one kind of key, packed symbols or hashes of text.
///
/// A row number leads to the cells of a row, which lie together and sorted; about four of them where plates
/// are spread evenly, as many as there are where they are not. Numbers of a damaged file are clamped before
/// they are followed: a wrong answer at worst, never a wild read.
struct PlateShelf {
  let rowCount: Int
  let rows: UnsafePointer<UInt32>
  let cellCount: Int
  let cells: UnsafePointer<UInt64>

  /// Rows for each entry.
  private static let rowsPerEntry = 2

  static func rowCount(entries: Int) -> Int { max(1, entries) }

  /// Nil when the sizes of the two sections are none of a shelf.
  init?(_ bytes: UnsafeRawBufferPointer, _ layout: PlateFileLayout, first: PlateFileLayout.Section) {
    let (low, high) = (layout.ranges[first.rawValue], layout.ranges[first.rawValue + 1])
    guard let base = bytes.baseAddress, low.count % 4 == 0, low.count >= 8, high.count % 8 == 0 else {
      return nil
    }
    rowCount = low.count / 4 - 1
    rows = (base + low.lowerBound).assumingMemoryBound(to: UInt32.self)
    cellCount = high.count / 8
    cells = (base + high.lowerBound).assumingMemoryBound(to: UInt64.self)
  }

  /// The cells of a row 0..<rowCount.
  @inline(__always)
  func row(_ row: Int) -> (start: Int, end: Int) {
    (min(Int(rows[row]), cellCount), min(Int(rows[row &+ 1]), cellCount))
  }

  /// Calls `body` with each cell of a row that agrees with a tag down to `limit`.
  @inline(__always)
  func forEachCell(row: Int, tag: UInt64, limit: UInt64, _ body: (UInt64) -> Void) {
    var (at, end) = self.row(row)
    while at < end {
      let cell = cells[at]
      if cell ^ tag < limit { body(cell) }
      at &+= 1
    }
  }
}
