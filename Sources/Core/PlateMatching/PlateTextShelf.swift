/// The plates of a table that do not pack: long ones, and those with characters beyond the alphabet.
///
/// Their cells hold a fingerprint of a variant and the number of a record; the text behind that decides.
struct PlateTextShelf {
  /// One plate, twelve bytes; a last record only ends the text of the one before.
  struct Record {
    /// Its first scalar.
    var start: UInt32
    /// Position in the list.
    var order: UInt32
    /// 0 for "any", else position in the table's countries from 1.
    var country: UInt16
    var unused: UInt16 = 0
  }

  let count: Int
  let shelf: PlateShelf
  private let records: UnsafePointer<Record>
  private let scalars: UnsafeBufferPointer<UInt32>
  private let seed: UInt64
  private let numberBits: UInt64

  /// Nil when the sizes of the sections contradict each other.
  init?(_ bytes: UnsafeRawBufferPointer, _ layout: PlateFileLayout, seed: UInt64) {
    let stride = MemoryLayout<Record>.stride
    let range = layout[.textRecords]
    guard let shelf = PlateShelf(bytes, layout, first: .textRows), let base = bytes.baseAddress,
      range.count % stride == 0, range.count > 0, layout[.textScalars].count % 4 == 0
    else { return nil }
    self.shelf = shelf
    self.seed = seed
    count = range.count / stride - 1
    numberBits = Self.numberBits(count)
    records = (base + range.lowerBound).assumingMemoryBound(to: Record.self)
    scalars = UnsafeBufferPointer(
      start: (base + layout[.textScalars].lowerBound).assumingMemoryBound(to: UInt32.self),
      count: layout[.textScalars].count / 4)
  }

  static func numberBits(_ count: Int) -> UInt64 { UInt64(max(1, Int.bitWidth - count.leadingZeroBitCount)) }

  /// Where the cells of a variant lie and what they begin with.
  @inline(__always)
  static func place(_ key: UInt64, seed: UInt64, rows: Int, numberBits: UInt64) -> (row: Int, tag: UInt64) {
    let hash = plateHash(key, seed: seed)
    let row = hash.multipliedFullWidth(by: UInt64(truncatingIfNeeded: rows)).high
    return (Int(truncatingIfNeeded: row), hash &<< numberBits)
  }

  /// Calls `body` with each plate that may have this variant, in the order of the list.
  func forEachPlate(of key: UInt64, _ body: (Record, Slice<UnsafeBufferPointer<UInt32>>) -> Void) {
    let (row, tag) = Self.place(key, seed: seed, rows: shelf.rowCount, numberBits: numberBits)
    // Two variants of one plate may agree in everything: their cells are neighbours, and equal.
    var last: Int?
    shelf.forEachCell(row: row, tag: tag, limit: 1 &<< numberBits) { cell in
      let number = Int(truncatingIfNeeded: cell & ((1 &<< numberBits) &- 1))
      guard number < count, number != last else { return }
      last = number
      let end = min(Int(records[number + 1].start), scalars.count)
      body(records[number], scalars[min(Int(records[number].start), end)..<end])
    }
  }

  /// Writes plates in the order of the list, with their countries.
  static func write(
    _ plates: [PlateTablePlan.Text], into bytes: UnsafeMutableRawBufferPointer, _ layout: PlateFileLayout,
    seed: UInt64
  ) {
    var (record, scalar) = (layout[.textRecords].lowerBound, layout[.textScalars].lowerBound)
    var start: UInt32 = 0
    for plate in plates + [PlateTablePlan.Text(position: 0, country: 0, characters: [])] {
      bytes.storeBytes(
        of: Record(start: start, order: UInt32(plate.position), country: plate.country), toByteOffset: record,
        as: Record.self)
      record += MemoryLayout<Record>.stride
      for character in plate.characters {
        bytes.storeBytes(of: character.value, toByteOffset: scalar, as: UInt32.self)
        scalar += 4
      }
      start += UInt32(plate.characters.count)
    }
    let bits = numberBits(plates.count)
    let rows = PlateShelf.rowCount(entries: plates.count)
    PlateShelfWriter(bytes, layout, first: .textRows).fill { add in
      for (number, plate) in plates.enumerated() {
        for key in plate.variants {
          let (row, tag) = place(key, seed: seed, rows: rows, numberBits: bits)
          add(row, tag | UInt64(number))
        }
      }
    }
  }
}
