public import AccessModel
internal import Foundation
internal import PlateMatching

/// A signed list on disk.
public enum WatchlistFile {
  /// Largest list file.
  public static let fileBytesMax = 384 << 20
  /// Most rows of one list.
  public static let entriesMax = 1_000_000
  static let keyBytesMax = 16 << 10

  /// Verifies, then reads one list file.
  ///
  /// The signature covers the file's bytes exactly, and nothing is parsed before it has been verified. A
  /// row that lacks what P9 demands, or that no read could ever meet, is set aside with every reason; the
  /// rest loads. The same plate in two countries is two entries; the same id twice is a fault of the second.
  /// An entry that has expired loads as well: the clock of this moment may be wrong, and each decision looks
  /// at its dates.
  public static func load(
    list: ListID, file: String, signature: String, publicKey: String
  ) throws(WatchlistError) -> LoadedWatchlist {
    let source = ListSource(list: list, file: file, signature: signature, publicKey: publicKey)
    var entries: [WatchlistEntry] = []
    let reading = try read(source, try source.verified().content) { entries.append($0) }
    return LoadedWatchlist(
      edition: reading.edition, issuer: reading.issuer, entries: entries, quarantined: reading.quarantined,
      quarantinedCount: reading.quarantinedCount)
  }

  /// Reads the rows of a verified file one after the other: beside the file itself only what tells repeated
  /// ids apart grows with the list.
  static func read(
    _ source: ListSource, _ content: [UInt8], take: (WatchlistEntry) -> Void
  ) throws(WatchlistError) -> ListReading {
    let file = source.file
    guard let rows = ListRows(content) else { throw .malformed(file: file, cause: "it is not JSON") }
    let head: ListDocument = try decoded(rows.head, file: file)
    guard head.list == source.list.rawValue else {
      throw .otherList(file: file, found: head.list, expected: source.list.rawValue)
    }
    guard let issuedAt = CivilTime(rfc3339: head.issuedAt) else {
      throw .malformed(file: file, cause: "issued_at is not an RFC 3339 time")
    }
    for text in [head.version, head.issuer] where text.utf8.count > ListRow.textLengthMax {
      throw .malformed(
        file: file, cause: "'\(text.prefix(32))...' is longer than \(ListRow.textLengthMax) bytes")
    }
    let edition = ListEdition(list: source.list, version: head.version, issuedAt: issuedAt)
    var reading = ListReading(edition: edition, issuer: head.issuer)
    // Rows that only the decoder finds would make an empty edition.
    guard let range = rows.rows, !rows.hasEscapedName else {
      throw .malformed(file: file, cause: "a name beside its rows is written with escapes")
    }
    var next: Int? = range.lowerBound
    while let start = next {
      let chunk = ListRows.chunk(of: content, from: start, to: range.upperBound)
      let text = [UInt8(ascii: "[")] + content[chunk.rows] + [UInt8(ascii: "]")]
      let decoded: [ListRow] = try decoded(text, file: file)
      guard reading.rowCount + decoded.count <= entriesMax else {
        throw .tooLarge(file: file, limit: "\(entriesMax) entries")
      }
      for row in decoded { reading.add(row, take) }
      next = chunk.next
    }
    reading.draft.finish()
    return reading
  }

  private static func decoded<Document: Decodable>(
    _ content: [UInt8], file: String
  ) throws(WatchlistError) -> Document {
    do {
      return try JSONDecoder().decode(Document.self, from: Data(content))
    } catch DecodingError.keyNotFound(let key, _) {
      throw .malformed(file: file, cause: "'\(key.stringValue)' is missing")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw .malformed(file: file, cause: "'\(path)' has the wrong type")
    } catch {
      throw .malformed(file: file, cause: "it is not JSON")
    }
  }
}

/// What one pass over a list has gathered.
struct ListReading {
  let edition: ListEdition
  let issuer: String
  private(set) var quarantined: [QuarantinedRow] = []
  private(set) var quarantinedCount = 0
  private(set) var rowCount = 0
  /// How the entries taken will be found.
  var draft: PlateIndexDraft
  private var ids: [String: Int] = [:]

  init(edition: ListEdition, issuer: String) {
    self.edition = edition
    self.issuer = issuer
    draft = PlateIndexDraft(edition: edition)
  }

  mutating func add(_ row: ListRow, _ take: (WatchlistEntry) -> Void) {
    rowCount += 1
    var result = row.entry()
    if case .success(let entry) = result, let fault = draft.fault(of: entry) {
      result = .failure(ListRow.Faults(["no read can meet it: \(fault)"]))
    }
    if let id = row.texts[.id], let first = ids.updateValue(ids[id] ?? rowCount, forKey: id) {
      var faults = ListRow.Faults(["its id is that of row \(first)"])
      if case .failure(let others) = result { faults.reasons += others.reasons }
      result = .failure(faults)
    }
    switch result {
    case .success(let entry):
      draft.add(entry)
      take(entry)
    case .failure(let faults):
      quarantinedCount += 1
      guard quarantined.count < QuarantinedRow.keptMax else { return }
      let reason = faults.reasons.joined(separator: "; ")
      let shown = row.texts[.id]?.cut(toBytes: ListRow.textBytesMax)
      quarantined.append(QuarantinedRow(row: rowCount, id: shown, reason: reason))
    }
  }
}
