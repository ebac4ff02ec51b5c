internal import AccessModel

/// A list's table before it is written: its layout, and how many cells each bucket gets.
public struct PlateTablePlan: Sendable {
  let builder: PlateTableBuilder
  let layout: PlateFileLayout
  private let packedBuckets: PlateBucketCounts
  private let textBuckets: PlateBucketCounts

  /// Exactly what `write` needs.
  public var byteCount: Int { layout.fileBytes }

  init(_ builder: PlateTableBuilder) {
    self.builder = builder
    var packed = PlateBucketCounts(cells: builder.packedVariants, seed: builder.seed)
    var texts = PlateBucketCounts(cells: builder.textVariants, seed: builder.seed)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: PlateShelfWriter.variantsMax) { variants in
      for key in builder.keys where key != 0 { packed.add(variants, Self.variants(of: key, into: variants)) }
      for text in builder.texts {
        texts.add(variants, Self.variants(of: text.characters, into: variants))
      }
    }
    layout = Self.layout(builder, packed, texts)
    packedBuckets = packed
    textBuckets = texts
  }

  private static func layout(
    _ builder: PlateTableBuilder, _ packed: PlateBucketCounts, _ texts: PlateBucketCounts
  ) -> PlateFileLayout {
    PlateFileLayout { section in
      switch section {
      case .edition: 16 + builder.edition.list.rawValue.utf8.count + builder.edition.version.utf8.count
      case .alphabet: builder.alphabet.others.count * 4
      case .countries: builder.countries.reduce(0) { $0 + 4 + $1.utf8.count }
      case .packedRecords: builder.packedCount * MemoryLayout<PlateRecord>.stride
      case .packedExactRows: (exactRows(builder.packedCount) + 2) * 4
      case .packedBuckets: packed.counts.count * PlateShelf.bucketBytes
      case .packedOverflow: packed.overflowCount * 4
      case .textRecords: builder.texts.count * MemoryLayout<PlateRecord>.stride
      case .textExactRows: (exactRows(builder.texts.count) + 2) * 4
      case .textBuckets: texts.counts.count * PlateShelf.bucketBytes
      case .textOverflow: texts.overflowCount * 4
      case .textStarts: (builder.texts.count + 1) * 4
      case .textScalars: builder.texts.reduce(0) { $0 + $1.characters.count } * 4
      case .checks: 0
      }
    }
  }

  private static func exactRows(_ count: Int) -> Int { max(1, count / 2) }

  /// Fills `byteCount` bytes; the same entries and seed give the same bytes.
  public func write(into bytes: UnsafeMutableRawBufferPointer) {
    precondition(bytes.count == layout.fileBytes, "the table needs exactly \(layout.fileBytes) bytes")
    writeSmall(bytes)
    let packed = PlateShelfWriter(
      bytes, layout, first: .packedRecords, count: builder.packedCount, seed: builder.seed)
    packed.placeKeys { place in
      for position in builder.keys.indices where builder.keys[position] != 0 {
        place(
          builder.keys[position], UInt32(truncatingIfNeeded: position), builder.countryCodes[position])
      }
    }
    packed.placeCells(packedBuckets) { id, variants in
      let key = packed.records[id].key
      guard id == 0 || packed.records[id - 1].key != key else { return 0 }
      return Self.variants(of: key, into: variants)
    }
    writeTexts(bytes)
    Self.seal(bytes, layout, seed: builder.seed, entries: builder.count)
  }

  /// The key itself and each different key with one symbol less.
  @inline(__always)
  private static func variants(of key: UInt64, into variants: UnsafeMutableBufferPointer<UInt64>) -> Int {
    variants[0] = key
    var count = 1
    var last: UInt8 = 0
    for position in 0..<PlatePacking.count(key) {
      let symbol = PlatePacking.symbol(key, at: position)
      if symbol != last {
        variants[count] = PlatePacking.deleting(key, at: position)
        count &+= 1
      }
      last = symbol
    }
    return count
  }

  private static func variants(
    of text: [Unicode.Scalar], into variants: UnsafeMutableBufferPointer<UInt64>
  ) -> Int {
    variants[0] = plateTextKey(text)
    var count = 1
    for position in text.indices where position == 0 || text[position] != text[position - 1] {
      variants[count] = plateTextKey(text, without: position)
      count += 1
    }
    return count
  }

  private func writeTexts(_ bytes: UnsafeMutableRawBufferPointer) {
    let texts = builder.texts
    let shelf = PlateShelfWriter(
      bytes, layout, first: .textRecords, count: texts.count, seed: builder.seed)
    shelf.placeKeys { place in
      for (index, text) in texts.enumerated() {
        let country = builder.countryCodes[text.position]
        place(plateTextKey(text.characters), UInt32(truncatingIfNeeded: index), country)
      }
    }
    var scalars = layout[.textScalars].lowerBound
    var total = 0
    let starts = layout[.textStarts].lowerBound
    // The shelf was ordered by index, so that each text can be found once more.
    let sorted = (0..<texts.count).map { texts[Int(shelf.records[$0].order)] }
    for (id, text) in sorted.enumerated() {
      bytes.storeBytes(of: UInt32(total), toByteOffset: starts + id * 4, as: UInt32.self)
      for scalar in text.characters {
        bytes.storeBytes(of: scalar.value, toByteOffset: scalars, as: UInt32.self)
        scalars += 4
      }
      total += text.characters.count
      shelf.records[id].order = UInt32(truncatingIfNeeded: text.position)
    }
    bytes.storeBytes(of: UInt32(total), toByteOffset: starts + texts.count * 4, as: UInt32.self)
    shelf.placeCells(textBuckets) { id, variants in
      let text = sorted[id].characters
      guard id == 0 || sorted[id - 1].characters != text else { return 0 }
      return Self.variants(of: text, into: variants)
    }
  }

  private func writeSmall(_ bytes: UnsafeMutableRawBufferPointer) {
    let edition = builder.edition
    var at = layout[.edition].lowerBound
    Self.put(edition.list.rawValue, bytes, &at)
    Self.put(edition.version, bytes, &at)
    bytes.storeBytes(of: edition.issuedAt.milliseconds, toByteOffset: at, as: Int64.self)
    at = layout[.alphabet].lowerBound
    for scalar in builder.alphabet.others {
      bytes.storeBytes(of: scalar.value, toByteOffset: at, as: UInt32.self)
      at += 4
    }
    at = layout[.countries].lowerBound
    for country in builder.countries { Self.put(country, bytes, &at) }
  }

  private static func put(_ text: String, _ bytes: UnsafeMutableRawBufferPointer, _ at: inout Int) {
    bytes.storeBytes(of: UInt32(text.utf8.count), toByteOffset: at, as: UInt32.self)
    at += 4
    for byte in text.utf8 {
      bytes[at] = byte
      at += 1
    }
  }

  /// Gaps, header and checksums.
  private static func seal(
    _ bytes: UnsafeMutableRawBufferPointer, _ layout: PlateFileLayout, seed: UInt64, entries: Int
  ) {
    func put(_ word: UInt64, _ at: Int) { bytes.storeBytes(of: word, toByteOffset: at, as: UInt64.self) }
    let read = UnsafeRawBufferPointer(bytes)
    func clear(_ range: Range<Int>) {
      UnsafeMutableRawBufferPointer(rebasing: bytes[range]).initializeMemory(as: UInt8.self, repeating: 0)
    }
    clear(0..<PlateFileLayout.headerBytes)
    var end = PlateFileLayout.headerBytes
    var check = layout[.checks].lowerBound
    for section in PlateFileLayout.Section.allCases {
      let range = layout[section]
      clear(end..<range.lowerBound)
      end = range.upperBound
      let first = check
      if section != .checks {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: PlateFileLayout.blockBytes) {
          let stop = min(start + PlateFileLayout.blockBytes, range.upperBound)
          put(PlateChecksum.of(UnsafeRawBufferPointer(rebasing: read[start..<stop])), check)
          check += 8
        }
      }
      let entry = PlateFileLayout.fieldBytes + section.rawValue * PlateFileLayout.entryBytes
      put(UInt64(range.lowerBound), entry)
      put(UInt64(range.count), entry + 8)
      put(PlateChecksum.of(UnsafeRawBufferPointer(rebasing: read[first..<check])), entry + 16)
    }
    put(PlateFileLayout.magic, 0)
    put(UInt64(PlateFileLayout.version), 8)
    put(UInt64(layout.fileBytes), 16)
    put(seed, 24)
    put(UInt64(entries), 32)
    put(PlateFileLayout.headerChecksum(read), 56)
  }
}
