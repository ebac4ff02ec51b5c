internal import AccessModel

/// A list's table before it is written: which plates pack, and where everything will lie.
public struct PlateTablePlan: Sendable {
  /// A plate that does not pack.
  struct Text {
    let position: Int
    let country: UInt16
    let characters: [Unicode.Scalar]

    /// Keys of the plate itself and of each different one with one character less.
    var variants: [UInt64] {
      [plateTextKey(characters)]
        + characters.indices
        .filter { $0 == 0 || characters[$0] != characters[$0 - 1] }
        .map { plateTextKey(characters, without: $0) }
    }
  }

  private let builder: PlateTableBuilder
  private let format: PlateCellFormat
  private let texts: [Text]
  let layout: PlateFileLayout

  /// Exactly what `write` needs.
  public var byteCount: Int { layout.fileBytes }

  init(_ builder: PlateTableBuilder) {
    let format = Self.format(builder)
    let texts = Self.texts(builder, format)
    layout = PlateFileLayout { section in
      switch section {
      case .edition: 16 + builder.edition.list.rawValue.utf8.count + builder.edition.version.utf8.count
      case .alphabet: builder.alphabet.others.count * 4
      case .countries: builder.countries.reduce(0) { $0 + 4 + $1.utf8.count }
      case .packedRows: (PlateShelf.rowCount(entries: builder.packed(format.symbolsMax)) + 1) * 4
      case .packedCells: builder.variants(format.symbolsMax) * 8
      case .textRows: (PlateShelf.rowCount(entries: texts.count) + 1) * 4
      case .textCells: texts.reduce(0) { $0 + $1.variants.count } * 8
      case .textRecords: (texts.count + 1) * MemoryLayout<PlateTextShelf.Record>.stride
      case .textScalars: texts.reduce(0) { $0 + $1.characters.count } * 4
      case .checks: 0
      }
    }
    self.builder = builder
    self.format = format
    self.texts = texts
  }

  /// The one that lets the longest plates pack.
  private static func format(_ builder: PlateTableBuilder) -> PlateCellFormat {
    for symbolsMax in (PlateCellFormat.shortest...PlatePacking.symbolsMax).reversed() {
      let rows = PlateShelf.rowCount(entries: builder.packed(symbolsMax))
      if let format = PlateCellFormat(
        symbolsMax: symbolsMax, alphabet: builder.alphabet, entries: builder.count,
        countries: builder.countries.count, rowCount: rows, seed: builder.seed)
      {
        return format
      }
    }
    preconditionFailure("the shortest plates pack whatever the limits of a list allow")
  }

  /// In the order of the list: what never packed, and what is too long for this list's cells.
  private static func texts(_ builder: PlateTableBuilder, _ format: PlateCellFormat) -> [Text] {
    var texts = builder.texts.map { text in
      Text(
        position: text.position, country: builder.countryCodes[text.position], characters: text.characters)
    }
    guard builder.packed(format.symbolsMax) < builder.packed(PlatePacking.symbolsMax) else { return texts }
    for (position, key) in builder.keys.enumerated() where PlatePacking.count(key) > format.symbolsMax {
      let characters = (0..<PlatePacking.count(key)).compactMap {
        builder.alphabet.scalar(PlatePacking.symbol(key, at: $0))
      }
      texts.append(
        Text(position: position, country: builder.countryCodes[position], characters: characters))
    }
    return texts.sorted { $0.position < $1.position }
  }

  /// Fills `byteCount` bytes; the same entries and seed give the same bytes.
  public func write(into bytes: UnsafeMutableRawBufferPointer) {
    precondition(bytes.count == layout.fileBytes, "the table needs exactly \(layout.fileBytes) bytes")
    writeSmall(bytes)
    let (format, keys, countries) = (format, builder.keys, builder.countryCodes)
    PlateShelfWriter(bytes, layout, first: .packedRows).fill { add in
      for position in keys.indices {
        let key = keys[position]
        guard key != 0, PlatePacking.count(key) <= format.symbolsMax else { continue }
        let country = countries[position]
        format.forEachVariant(of: key) { row, tag, place, symbol in
          add(row, format.cell(tag: tag, order: position, place: place, symbol: symbol, country: country))
        }
      }
    }
    PlateTextShelf.write(texts, into: bytes, layout, seed: builder.seed)
    seal(bytes)
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
  private func seal(_ bytes: UnsafeMutableRawBufferPointer) {
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
    put(builder.seed, 24)
    put(UInt64(builder.count), 32)
    put(UInt64(format.symbolsMax), 40)
    put(PlateFileLayout.headerChecksum(read), 56)
  }
}
