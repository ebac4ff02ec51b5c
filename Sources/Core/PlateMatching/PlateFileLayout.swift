/// Where everything lies in a table's bytes; all numbers little-endian, each section aligned to a cache line.
struct PlateFileLayout: Equatable {
  enum Section: Int, CaseIterable {
    case edition, alphabet, countries
    case packedRows, packedCells
    case textRows, textCells, textRecords, textScalars
    case checks
  }

  /// "GHPLATES" in the file.
  static let magic: UInt64 = 0x5345_5441_4C50_4847
  static let version: UInt32 = 2
  static let alignment = 64
  /// A damaged byte is found to this many bytes.
  static let blockBytes = 64 << 10
  static let fieldBytes = 64
  static let entryBytes = 24
  static let headerBytes = fieldBytes + Section.allCases.count * entryBytes

  /// By `Section.rawValue`.
  private(set) var ranges: [Range<Int>] = []
  private(set) var fileBytes = headerBytes

  /// Places sections of these sizes one behind the other; `checks` follows from them.
  init(sizes: (Section) -> Int) {
    var end = Self.headerBytes
    var blocks = 0
    for section in Section.allCases {
      let start = Self.aligned(end)
      let bytes = section == .checks ? blocks * 8 : sizes(section)
      ranges.append(start..<start + bytes)
      blocks += Self.blocks(bytes)
      end = start + bytes
    }
    fileBytes = end
  }

  /// Reads and checks the header; what it says of sections is within the bytes afterwards.
  init(reading bytes: UnsafeRawBufferPointer) throws(PlateTableError) {
    guard bytes.count >= 16 else {
      throw .truncated(at: bytes.count, expected: Self.headerBytes)
    }
    guard Self.word(bytes, 0) == Self.magic else { throw .notATable }
    let version = UInt32(truncatingIfNeeded: Self.word(bytes, 8))
    guard version == Self.version else { throw .otherVersion(found: version) }
    guard bytes.count >= Self.headerBytes else {
      throw .truncated(at: bytes.count, expected: Self.headerBytes)
    }
    guard Self.word(bytes, 56) == Self.headerChecksum(bytes) else {
      throw .damaged(at: 0, bytes: Self.headerBytes, section: "header")
    }
    var end = Self.headerBytes
    for section in Section.allCases {
      let entry = Self.fieldBytes + section.rawValue * Self.entryBytes
      guard let start = Int(exactly: Self.word(bytes, entry)),
        let count = Int(exactly: Self.word(bytes, entry + 8)), start == Self.aligned(end),
        count <= Int(Int32.max) * 8
      else { throw .malformed(at: entry, section: "header") }
      ranges.append(start..<start + count)
      end = start + count
    }
    fileBytes = end
    guard Self.word(bytes, 16) == UInt64(end) else { throw .malformed(at: 16, section: "header") }
    guard bytes.count >= end else { throw .truncated(at: bytes.count, expected: end) }
    guard bytes.count == end else { throw .malformed(at: end, section: "end") }
  }

  subscript(section: Section) -> Range<Int> { ranges[section.rawValue] }

  static func blocks(_ bytes: Int) -> Int { (bytes + blockBytes - 1) / blockBytes }

  private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

  static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Over the header without the word of the checksum itself.
  static func headerChecksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let head = PlateChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[0..<56]))
    return head ^ PlateChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[fieldBytes..<headerBytes]))
  }
}
