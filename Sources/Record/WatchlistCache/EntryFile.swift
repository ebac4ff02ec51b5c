internal import AccessModel
internal import COpenSSL
internal import PlateMatching

/// The entries of one list edition in read-only bytes, each decoded when it is asked for.
struct EntryFile: WatchlistEntries {
  /// "GHENTRYS" at the end of the file.
  static let magic: UInt64 = 0x5359_5254_4E45_4847
  static let version: UInt64 = 2
  /// A damaged byte is found to this many bytes.
  static let blockBytes = 64 << 10
  /// Five section starts and counts, version, digest, checksum, magic.
  private static let footerBytes = 6 * 8 + 32 + 8 + 8

  let count: Int
  /// Of the list, its signature and the key that the entries were read by.
  let digest: [UInt8]
  private let region: PlateRegion
  private let offsets: Int
  private let marks: Range<Int>
  private let report: Range<Int>

  /// Checks every byte, so that nothing that is read later can be damaged.
  init(_ region: PlateRegion) throws(EntryFileError) {
    let bytes = region.bytes
    let footer = bytes.count - Self.footerBytes
    guard footer >= 0 else { throw EntryFileError(at: bytes.count, "the file is cut short") }
    guard Self.word(bytes, bytes.count - 8) == Self.magic else {
      throw EntryFileError(at: bytes.count - 8, "this is the end of no entry file")
    }
    let words = (0..<6).map { Self.word(bytes, footer + $0 * 8) }
    guard words[5] == Self.version else { throw EntryFileError(at: footer + 40, "another version") }
    let starts = words[..<4].compactMap { Int(exactly: $0) }
    guard starts.count == 4, let count = Int(exactly: words[4]), count <= WatchlistFile.entriesMax,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }),
      starts[3] <= footer, starts[1] - starts[0] == (count + 1) * 8
    else { throw EntryFileError(at: footer, "the footer contradicts itself") }
    try Self.verify(bytes, contentEnd: starts[3], footer: footer)
    self.region = region
    self.count = count
    offsets = starts[0]
    marks = starts[1]..<starts[2]
    report = starts[2]..<starts[3]
    digest = Array(bytes[footer + 48..<footer + 80])
  }

  private static func verify(
    _ bytes: UnsafeRawBufferPointer, contentEnd: Int, footer: Int
  ) throws(EntryFileError) {
    let blocks = (contentEnd + blockBytes - 1) / blockBytes
    guard footer - contentEnd == blocks * 8 else {
      throw EntryFileError(at: contentEnd, "the checksums are too few or too many")
    }
    let sealed = UnsafeRawBufferPointer(rebasing: bytes[contentEnd..<bytes.count - 16])
    guard word(checksum(sealed)) == word(bytes, bytes.count - 16) else {
      throw EntryFileError(at: contentEnd, "the checksums are damaged")
    }
    for block in 0..<blocks {
      let start = block * blockBytes
      let part = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + blockBytes, contentEnd)])
      guard word(checksum(part)) == word(bytes, contentEnd + block * 8) else {
        throw EntryFileError(at: start, "\(part.count) bytes are damaged")
      }
    }
  }

  func entry(at position: Int) -> WatchlistEntry? {
    guard position >= 0, position < count else { return nil }
    let bytes = region.bytes
    guard let start = Int(exactly: Self.word(bytes, offsets + position * 8)),
      let end = Int(exactly: Self.word(bytes, offsets + position * 8 + 8)), start <= end, end <= offsets
    else { return nil }
    var reader = EntryReader(bytes, start..<end)
    guard let from = reader.word(), let until = reader.word(),
      let verifiers = reader.word().flatMap({ Int(exactly: $0) }), let id = reader.text(),
      let plate = reader.text(), let country = reader.text(),
      let purpose = reader.text().flatMap(ListPurpose.init(rawValue:)),
      let action = reader.text().flatMap(PermittedAction.init(rawValue:)), let authority = reader.text(),
      let reference = reader.text(), let make = reader.text(), let colour = reader.text()
    else { return nil }
    let vehicle = VehicleDescription(
      colour: colour.isEmpty ? nil : colour, make: make.isEmpty ? nil : make)
    let first = Int64(bitPattern: from)
    return WatchlistEntry(
      id: id, plate: plate, country: country.isEmpty ? nil : country, purpose: purpose, action: action,
      authority: authority, reference: reference,
      validFrom: first == .min ? nil : CivilTime(milliseconds: first),
      validUntil: CivilTime(milliseconds: Int64(bitPattern: until)),
      vehicle: make.isEmpty && colour.isEmpty ? nil : vehicle, verifiersMin: verifiers)
  }

  /// What the table does not hold; nil when it points beyond the entries.
  func indexMarks() -> PlateIndexMarks? {
    var reader = EntryReader(region.bytes, marks)
    var found = PlateIndexMarks()
    guard let further = reader.positions(below: count), let partial = reader.positions(below: count) else {
      return nil
    }
    (found.further, found.partial) = (further, partial)
    return found
  }

  /// What the list's reader said of it.
  func listReport() -> (issuer: String, quarantinedCount: Int, quarantined: [QuarantinedRow])? {
    var reader = EntryReader(region.bytes, report)
    guard let issuer = reader.text(), let all = reader.word().flatMap({ Int(exactly: $0) }),
      let kept = reader.word(), kept <= QuarantinedRow.keptMax
    else { return nil }
    var rows: [QuarantinedRow] = []
    for _ in 0..<kept {
      guard let row = reader.word().flatMap({ Int(exactly: $0) }), let id = reader.text(),
        let reason = reader.text()
      else { return nil }
      rows.append(QuarantinedRow(row: row, id: id.isEmpty ? nil : id, reason: reason))
    }
    return (issuer, all, rows)
  }

  /// The first eight bytes of SHA-256: against accidents, not against who may write into the folder.
  static func checksum(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { checksum($0) } }

  static func checksum(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
      _ = SHA256(bytes.baseAddress, bytes.count, digest.baseAddress)
      return Array(digest.prefix(8))
    }
  }

  static func word(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { word($0, 0) } }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

/// What is wrong with an entry file, and where.
struct EntryFileError: Error, Hashable, CustomStringConvertible {
  let offset: Int
  let cause: String

  init(at offset: Int, _ cause: String) {
    self.offset = offset
    self.cause = cause
  }

  var description: String { "\(cause) at byte \(offset)" }
}

/// Reads a part of an entry file field by field; nil at its end and at what does not fit in it.
private struct EntryReader {
  private let bytes: UnsafeRawBufferPointer
  private var at: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.bytes = bytes
    (at, end) = (range.lowerBound, range.upperBound)
  }

  mutating func word() -> UInt64? {
    guard end - at >= 8 else { return nil }
    defer { at += 8 }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
  }

  mutating func text() -> String? {
    guard end - at >= 2 else { return nil }
    let count = Int(bytes[at]) | Int(bytes[at + 1]) << 8
    guard count <= end - at - 2 else { return nil }
    defer { at += 2 + count }
    return String(validating: bytes[at + 2..<at + 2 + count], as: UTF8.self)
  }

  mutating func positions(below limit: Int) -> [Int]? {
    guard let count = word().flatMap({ Int(exactly: $0) }), count <= (end - at) / 8 else { return nil }
    var positions: [Int] = []
    positions.reserveCapacity(count)
    for _ in 0..<count {
      guard let position = word().flatMap({ Int(exactly: $0) }), position < limit else { return nil }
      positions.append(position)
    }
    return positions
  }
}
