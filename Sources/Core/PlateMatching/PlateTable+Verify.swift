internal import CVectorKernels

extension PlateTable {
  /// Reads one byte of each page, so that no lookup waits for the kernel to map it.
  public func touch() { cvk_touch(region.bytes.baseAddress, region.bytes.count) }

  /// Reads every byte; the first damage found is thrown with its place, to `PlateFileLayout.blockBytes`.
  public func verify() throws(PlateTableError) {
    for section in PlateFileLayout.Section.allCases where section != .checks {
      try Self.verify(section, region.bytes, layout)
    }
    for (shelf, section) in [(packed, PlateFileLayout.Section.packedRows), (texts.shelf, .textRows)] {
      try verifyRows(shelf, section)
    }
  }

  /// Row numbers rise and end where they must.
  private func verifyRows(_ shelf: PlateShelf, _ section: PlateFileLayout.Section) throws(PlateTableError) {
    var last: UInt32 = 0
    for row in 0...shelf.rowCount {
      let number = shelf.rows[row]
      guard number >= last, row < shelf.rowCount ? number <= shelf.cellCount : number == shelf.cellCount
      else {
        throw .malformed(at: layout[section].lowerBound + row * 4, section: "\(section)")
      }
      last = number
    }
  }

  /// The checksums themselves: each section's, of its blocks', and that of the section that holds them.
  static func verifyChecks(_ bytes: UnsafeRawBufferPointer, _ layout: PlateFileLayout) throws(PlateTableError)
  {
    var at = layout[.checks].lowerBound
    let end = layout[.checks].upperBound
    for section in PlateFileLayout.Section.allCases where section != .checks {
      let count = PlateFileLayout.blocks(layout[section].count) * 8
      guard count <= end - at else { throw .malformed(at: at, section: "checks") }
      let sum = PlateChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[at..<at + count]))
      guard sum == checksum(of: section, bytes) else {
        throw .damaged(at: at, bytes: count, section: "checks")
      }
      at += count
    }
    guard at == end else { throw .malformed(at: at, section: "checks") }
  }

  static func verify(
    _ section: PlateFileLayout.Section, _ bytes: UnsafeRawBufferPointer, _ layout: PlateFileLayout
  ) throws(PlateTableError) {
    var check = layout[.checks].lowerBound
    for other in PlateFileLayout.Section.allCases where other.rawValue < section.rawValue {
      check += PlateFileLayout.blocks(layout[other].count) * 8
    }
    var at = layout[section].lowerBound
    let end = layout[section].upperBound
    while at < end {
      let stop = min(at + PlateFileLayout.blockBytes, end)
      let sum = PlateChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[at..<stop]))
      guard sum == PlateFileLayout.word(bytes, check) else {
        throw .damaged(at: at, bytes: stop - at, section: "\(section)")
      }
      check += 8
      at = stop
    }
  }

  private static func checksum(of section: PlateFileLayout.Section, _ bytes: UnsafeRawBufferPointer) -> UInt64
  {
    PlateFileLayout.word(
      bytes, PlateFileLayout.fieldBytes + section.rawValue * PlateFileLayout.entryBytes + 16)
  }
}
