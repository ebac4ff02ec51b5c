public import AccessModel
internal import Foundation

/// A signed list on disk.
public enum WatchlistFile {
  public static let fileBytesMax = 64 << 20
  public static let entriesMax = 200_000
  static let keyBytesMax = 16 << 10

  /// Verifies, then reads one list file.
  ///
  /// The signature covers the file's bytes exactly, and nothing is parsed before it has been verified. A
  /// row that lacks what P9 demands is set aside with every reason; the rest loads. The same plate in two
  /// countries is two entries; the same id twice is a fault of the second. An entry that has expired loads
  /// as well: the clock of this moment may be wrong, and each decision looks at its dates.
  public static func load(
    list: ListID, file: String, signature: String, publicKey: String
  ) throws(WatchlistError) -> LoadedWatchlist {
    let content = try verifiedContent(
      of: file, signature: signature, publicKey: publicKey, bytesMax: fileBytesMax)
    let document = try decoded(content, file: file)
    guard document.list == list.rawValue else {
      throw .otherList(file: file, found: document.list, expected: list.rawValue)
    }
    guard let issuedAt = CivilTime(rfc3339: document.issuedAt) else {
      throw .malformed(file: file, cause: "issued_at is not an RFC 3339 time")
    }
    for text in [document.version, document.issuer] where text.utf8.count > ListRow.textLengthMax {
      throw .malformed(
        file: file, cause: "'\(text.prefix(32))...' is longer than \(ListRow.textLengthMax) bytes")
    }
    guard document.entries.count <= entriesMax else {
      throw .tooLarge(file: file, limit: "\(entriesMax) entries")
    }
    var loaded = LoadedWatchlist(
      edition: ListEdition(list: list, version: document.version, issuedAt: issuedAt),
      issuer: document.issuer,
      entries: [], quarantined: [])
    sort(document.entries, into: &loaded)
    return loaded
  }

  /// The bytes of a file that its issuer has signed exactly so.
  static func verifiedContent(
    of file: String, signature: String, publicKey: String, bytesMax: Int
  ) throws(WatchlistError) -> [UInt8] {
    let content = try bytes(of: file, bytesMax: bytesMax)
    let fault = try ListSignature.fault(
      of: try bytes(of: signature, bytesMax: keyBytesMax), over: content,
      publicKey: try bytes(of: publicKey, bytesMax: keyBytesMax), keyFile: publicKey)
    if let fault { throw .notSigned(file: file, signature: signature, cause: fault) }
    return content
  }

  private static func sort(_ rows: [ListRow], into loaded: inout LoadedWatchlist) {
    var ids: [String: Int] = [:]
    for (position, row) in rows.enumerated() {
      let id = row.texts[.id]
      var result = row.entry()
      if let id, let first = ids.updateValue(ids[id] ?? position + 1, forKey: id) {
        var faults = ListRow.Faults(["its id is that of row \(first)"])
        if case .failure(let others) = result { faults.reasons += others.reasons }
        result = .failure(faults)
      }
      switch result {
      case .success(let entry): loaded.entries.append(entry)
      case .failure(let faults):
        let reason = faults.reasons.joined(separator: "; ")
        let shown = id.map { String($0.prefix(ListRow.textLengthMax)) }
        loaded.quarantined.append(QuarantinedRow(row: position + 1, id: shown, reason: reason))
      }
    }
  }

  private static func decoded(_ content: [UInt8], file: String) throws(WatchlistError) -> ListDocument {
    do {
      return try JSONDecoder().decode(ListDocument.self, from: Data(content))
    } catch DecodingError.keyNotFound(let key, _) {
      throw .malformed(file: file, cause: "'\(key.stringValue)' is missing")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw .malformed(file: file, cause: "'\(path)' has the wrong type")
    } catch {
      throw .malformed(file: file, cause: "it is not JSON")
    }
  }

  private static func bytes(of file: String, bytesMax: Int) throws(WatchlistError) -> [UInt8] {
    let content: Data?
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
      content = try handle.read(upToCount: bytesMax + 1)
    } catch { throw .unreadable(file: file, cause: "\((error as NSError).localizedDescription)") }
    guard let content else { return [] }
    guard content.count <= bytesMax else { throw .tooLarge(file: file, limit: "\(bytesMax) bytes") }
    return Array(content)
  }
}
