import AccessModel
import Testing

@testable import PlateMatching

/// The bytes of a table: whole they are read back, changed anywhere they are refused with the place.
@Suite struct PlateTableFileTests {
  private func builder(_ count: Int = 3000) -> PlateTableBuilder {
    var random = SeededPlates(seed: 4)
    let characters = Array("粤京ABD0128".unicodeScalars)
    var builder = PlateTableBuilder(edition: anEdition)
    for index in 0..<count {
      let plate = random.text(of: characters, index.isMultiple(of: 10) ? 10...14 : 5...9)
      builder.add(plate, country: ["CHN", nil, "RUS"][index % 3])
    }
    return builder
  }

  private func bytes(_ builder: PlateTableBuilder) -> [UInt8] {
    let plan = builder.plan()
    var bytes = [UInt8](repeating: 0xAA, count: plan.byteCount)
    bytes.withUnsafeMutableBytes { plan.write(into: $0) }
    return bytes
  }

  private func table(_ bytes: [UInt8]) throws -> PlateTable {
    try PlateTable(PlateRegion(byteCount: bytes.count) { $0.copyBytes(from: bytes) })
  }

  @Test func sameEntries_giveTheSameBytes_withEdition() throws {
    let bytes = bytes(builder())
    #expect(bytes == self.bytes(builder()))
    let table = try table(bytes)
    try table.verify()
    #expect(table.edition == anEdition && table.count == 3000)
  }

  @Test func emptyList_isATable() throws {
    let table = try table(bytes(PlateTableBuilder(edition: anEdition)))
    try table.verify()
    #expect(table.exact("A1", country: nil).isEmpty)
    let read = try #require(evidence("A1"))
    #expect(table.confusable(read, atMost: 3).matches.isEmpty)
  }

  @Test func plateTooLongOrEmpty_keepsItsPosition_andMatchesNothing() throws {
    var builder = PlateTableBuilder(edition: anEdition)
    let taken = ["", String(repeating: "A", count: 33), "B1", String(repeating: "C", count: 32)].map {
      builder.add($0, country: nil)
    }
    #expect(taken == [false, false, true, true])
    let table = try builder.table()
    #expect(table.exact("B1", country: nil) == [2])
    #expect(table.exact(String(repeating: "C", count: 32), country: nil) == [3])
    #expect(table.exact("", country: nil).isEmpty)
  }

  @Test func samePlateManyTimes_isFoundManyTimes_inTheOrderOfTheList() throws {
    var builder = PlateTableBuilder(edition: anEdition)
    for index in 0..<2000 { builder.add(index.isMultiple(of: 2) ? "粤B12345" : "粤B12346", country: nil) }
    let table = try builder.table()
    try table.verify()
    #expect(table.exact("粤B12345", country: nil) == Array(stride(from: 0, to: 2000, by: 2)))
    let near = table.confusable(try #require(evidence("粤B12345")), atMost: 5)
    #expect(near.matches.map(\.position) == [1, 3, 5, 7, 9] && near.omitted == 995)
  }

  @Test func moreCharactersThanSymbols_goAnotherWay_andAreFound() throws {
    var builder = PlateTableBuilder(edition: anEdition)
    let plates = (0..<300).compactMap { Unicode.Scalar(0xAC00 + UInt32($0)) }.map { "12\($0)3456" }
    for plate in plates { builder.add(plate, country: nil) }
    let table = try builder.table()
    for (position, plate) in plates.enumerated() {
      #expect(table.exact(plate, country: nil) == [position])
      let near = table.confusable(try #require(evidence("13" + plate.dropFirst(2))), atMost: 1)
      #expect(near.matches.map(\.position) == [position])
      let extra = table.confusable(try #require(evidence(plate + "7")), atMost: 1)
      #expect(extra.matches.first?.difference == .extra(at: 7, read: "7"))
    }
  }

  @Test func fileCutAnywhere_isRefused_withTheOffset() throws {
    let whole = bytes(builder(300))
    let cuts = Array(0..<1200) + Array(stride(from: 1200, to: whole.count, by: 97)) + [whole.count - 1]
    for cut in cuts {
      #expect {
        try table(Array(whole.prefix(cut)))
      } throws: { error in
        guard case .truncated(let at, let expected)? = error as? PlateTableError else { return false }
        return at == cut && expected > cut
      }
    }
  }

  @Test(arguments: PlateFileLayout.Section.allCases)
  func flippedByte_inAnySection_isRefused_withTheOffset(_ section: PlateFileLayout.Section) throws {
    let whole = bytes(builder())
    let range = try PlateFileLayout(reading: whole.withUnsafeBytes { UnsafeRawBufferPointer($0) })[section]
    #expect(!range.isEmpty)
    for offset in [range.lowerBound, range.lowerBound + range.count / 2, range.upperBound - 1] {
      var flipped = whole
      flipped[offset] ^= 1 << UInt8(offset % 8)
      let error = refusal(flipped)
      guard case .damaged(let at, let count, _)? = error else {
        Issue.record("\(section) at \(offset): \(String(describing: error))")
        continue
      }
      #expect((at..<at + count).contains(offset) && count <= PlateFileLayout.blockBytes)
    }
  }

  @Test func flippedByte_inTheHeader_isRefused() {
    let whole = bytes(builder(50))
    for offset in 0..<PlateFileLayout.headerBytes {
      var flipped = whole
      flipped[offset] ^= 0x10
      #expect(refusal(flipped) != nil, "\(offset)")
    }
    #expect(refusal(whole + [0]) != nil)
    #expect(refusal([UInt8](repeating: 0, count: 5000)) == .notATable)
  }

  /// A table opened without full verification, damaged anywhere: wrong answers at worst.
  @Test func damageBehindTheDoor_neverReadsBeyondTheBytes() throws {
    let whole = bytes(builder(500))
    let first = try PlateFileLayout(reading: whole.withUnsafeBytes { UnsafeRawBufferPointer($0) })[
      .packedRows]
    var random = SeededPlates(seed: 6)
    for _ in 0..<200 {
      var damaged = whole
      for _ in 0..<400 {
        damaged[Int.random(in: first.lowerBound..<whole.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      // The checksums must pass at the door, as if the damage came later.
      let checks = try PlateFileLayout(reading: whole.withUnsafeBytes { UnsafeRawBufferPointer($0) })[.checks]
      damaged.replaceSubrange(checks, with: whole[checks])
      let table = try table(damaged)
      #expect(throws: PlateTableError.self) { try table.verify() }
      for _ in 0..<30 {
        let plate = random.text(of: Array("粤京ABD0128".unicodeScalars), 4...13)
        _ = table.exact(plate, country: "CHN")
        if let read = evidence(plate) { _ = table.confusable(read, atMost: 4) }
      }
    }
  }

  /// As above, with rows that begin behind their end: such a row is empty.
  @Test func rowsThatGoBackwards_areEmpty_andNothingIsReadBeyondThem() throws {
    var damaged = bytes(builder(500))
    let layout = try PlateFileLayout(reading: damaged.withUnsafeBytes { UnsafeRawBufferPointer($0) })
    let range = layout[.packedRows]
    let rows = stride(from: range.lowerBound, to: range.upperBound, by: 4).map { damaged[$0..<$0 + 4] }
    damaged.replaceSubrange(range, with: rows.reversed().joined())
    let table = try table(damaged)
    #expect(throws: PlateTableError.self) { try table.verify() }
    var random = SeededPlates(seed: 7)
    for _ in 0..<300 {
      let plate = random.text(of: Array("粤京ABD0128".unicodeScalars), 4...9)
      let read = try #require(evidence(plate))
      #expect(table.confusable(read, atMost: 4).matches.isEmpty)
      #expect(table.exact(plate, country: "CHN").isEmpty)
    }
  }

  /// As `open` and then the full verification of a file that was just accepted.
  private func refusal(_ bytes: [UInt8]) -> PlateTableError? {
    do throws(PlateTableError) {
      try PlateTable(PlateRegion(byteCount: bytes.count) { $0.copyBytes(from: bytes) }).verify()
      return nil
    } catch { return error }
  }

  @Test func indexOfAMappedTable_asksForTheSameEntries() throws {
    let entries = ["粤B12345", "粤B?2*", "AB12"].map { alert($0) }
    let draft = PlateIndex.draft(edition: anEdition, entries: entries)
    let (table, marks) = (try draft.builder.table(), draft.marks)
    let index = try #require(PlateIndex(edition: anEdition, entries: entries, table: table, marks: marks))
    #expect(index.exact("AB12", country: nil) == [entries[2]])
    #expect(
      PlateIndex(edition: anEdition, entries: Array(entries.reversed()), table: table, marks: marks) == nil)
    #expect(
      PlateIndex(edition: anEdition, entries: Array(entries.dropLast()), table: table, marks: marks) == nil)
    var other = anEdition
    other.version = "8"
    #expect(PlateIndex(edition: other, entries: entries, table: table, marks: marks) == nil)
  }
}
