internal import AccessModel
internal import Glibc
internal import PlateMatching

/// Writes the entries of one list to a file as they come; what it keeps in memory is eight bytes an entry.
///
/// Layout, numbers little-endian: entries, the offset of each, marks, report, one checksum for each
/// `EntryFile.blockBytes`, footer.
struct EntryWriter: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private var pending: [UInt8] = []
  private var written = 0
  private var offsets: [UInt64] = [0]
  private var checks: [UInt64] = []
  /// The first error; nothing is written after it.
  private(set) var error: PlateIndexError?

  /// Creates or empties the file.
  init(_ path: String) throws(PlateIndexError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw .unwritable(file: path, operation: "open", cause: String(cString: strerror(errno)))
    }
    pending.reserveCapacity(EntryFile.blockBytes * 2)
  }

  deinit { close(descriptor) }

  private var offset: Int { written + pending.count }

  mutating func add(_ entry: WatchlistEntry) {
    put(UInt64(bitPattern: entry.validFrom?.milliseconds ?? .min))
    put(UInt64(bitPattern: entry.validUntil.milliseconds))
    put(UInt64(max(entry.verifiersMin, 1)))
    for text in [
      entry.id, entry.plate, entry.country ?? "", entry.purpose.rawValue, entry.action.rawValue,
      entry.authority, entry.reference, entry.vehicle?.make ?? "", entry.vehicle?.colour ?? "",
    ] { put(text) }
    offsets.append(UInt64(offset))
  }

  /// Writes what stands behind the entries and brings all of it to the disk.
  mutating func finish(_ reading: ListReading, digest: [UInt8]) throws(PlateIndexError) {
    let marks = reading.draft.marks
    var starts: [UInt64] = [UInt64(offset)]
    for offset in offsets { put(offset) }
    starts.append(UInt64(offset))
    for list in [marks.further, marks.partial] {
      put(UInt64(list.count))
      for position in list { put(UInt64(position)) }
    }
    starts.append(UInt64(offset))
    put(reading.issuer)
    put(UInt64(reading.quarantinedCount))
    put(UInt64(reading.quarantined.count))
    for row in reading.quarantined {
      put(UInt64(row.row))
      put(row.id ?? "")
      put(row.reason)
    }
    flush(all: true)
    starts.append(UInt64(offset))
    let sums = checks
    var footer: [UInt8] = []
    for word in sums { footer.append(littleEndian: word) }
    for word in starts + [UInt64(offsets.count - 1), EntryFile.version] { footer.append(littleEndian: word) }
    footer += digest
    footer += EntryFile.checksum(footer)
    footer.append(littleEndian: EntryFile.magic)
    write(footer)
    if error == nil, fsync(descriptor) != 0 { fail("fsync") }
    if let error { throw error }
  }

  private mutating func put(_ word: UInt64) {
    pending.append(littleEndian: word)
    flush(all: false)
  }

  /// Two bytes of length: what a row may say is far shorter.
  private mutating func put(_ text: String) {
    let bytes = text.cut(toBytes: Int(UInt16.max)).utf8
    pending.append(UInt8(truncatingIfNeeded: bytes.count))
    pending.append(UInt8(truncatingIfNeeded: bytes.count >> 8))
    pending.append(contentsOf: bytes)
    flush(all: false)
  }

  private mutating func flush(all: Bool) {
    while pending.count >= EntryFile.blockBytes || (all && !pending.isEmpty) {
      let block = Array(pending.prefix(EntryFile.blockBytes))
      pending.removeFirst(block.count)
      checks.append(EntryFile.word(EntryFile.checksum(block)))
      write(block)
    }
  }

  private mutating func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while error == nil, !rest.isEmpty {
      let done = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if done < 0, errno == EINTR { continue }
      guard done > 0 else { return fail("write") }
      rest = rest.dropFirst(done)
    }
    written += bytes.count
  }

  private mutating func fail(_ operation: String) {
    error = .unwritable(file: path, operation: operation, cause: String(cString: strerror(errno)))
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian word: UInt64) {
    Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
  }
}
