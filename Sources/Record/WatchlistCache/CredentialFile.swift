public import AccessModel
internal import Foundation

/// A signed list of credentials on disk.
public enum CredentialFile {
  /// Largest file.
  public static let fileBytesMax = 64 << 20
  /// Most rows of one list.
  public static let credentialsMax = 200_000

  /// Verifies, then reads one file; a row that lacks what P9 demands is set aside with every reason.
  ///
  /// As for plates: nothing is parsed before its signature was verified, and what has expired loads as
  /// well, because each decision looks at its dates.
  public static func load(
    list: ListID, file: String, signature: String, publicKey: String
  ) throws(WatchlistError) -> LoadedCredentials {
    let source = ListSource(
      list: list, file: file, signature: signature, publicKey: publicKey, bytesMax: fileBytesMax)
    let content = try source.verified().content
    let document: CredentialDocument
    do {
      document = try JSONDecoder().decode(CredentialDocument.self, from: Data(content))
    } catch DecodingError.keyNotFound(let key, _) {
      throw .malformed(file: file, cause: "'\(key.stringValue)' is missing")
    } catch {
      throw .malformed(file: file, cause: "it is not the JSON of a list of credentials")
    }
    guard document.list == list.rawValue else {
      throw .otherList(file: file, found: document.list, expected: list.rawValue)
    }
    guard let issuedAt = CivilTime(rfc3339: document.issuedAt) else {
      throw .malformed(file: file, cause: "issued_at is not an RFC 3339 time")
    }
    guard document.version.utf8.count <= ListRow.textLengthMax else {
      throw .malformed(file: file, cause: "version is longer than \(ListRow.textLengthMax) bytes")
    }
    guard document.credentials.count <= credentialsMax else {
      throw .tooLarge(file: file, limit: "\(credentialsMax) credentials")
    }
    var loaded = LoadedCredentials(
      edition: ListEdition(list: list, version: document.version, issuedAt: issuedAt), credentials: [],
      quarantined: [])
    var ids: Set<String> = []
    for (position, row) in document.credentials.enumerated() {
      switch row.credential(takenIDs: ids) {
      case .success(let credential):
        ids.insert(credential.id)
        loaded.credentials.append(credential)
      case .failure(let faults):
        loaded.quarantinedCount += 1
        guard loaded.quarantined.count < QuarantinedRow.keptMax else { continue }
        loaded.quarantined.append(
          QuarantinedRow(
            row: position + 1, id: row.id?.cut(toBytes: ListRow.textBytesMax),
            reason: faults.reasons.joined(separator: "; ")))
      }
    }
    return loaded
  }
}

/// One edition of a list of credentials: what opens, and what was set aside.
public struct LoadedCredentials: Sendable {
  public var edition: ListEdition
  /// In the order of the file.
  public var credentials: [Credential]
  /// The first `QuarantinedRow.keptMax` rows that were set aside.
  public var quarantined: [QuarantinedRow]
  /// All of them.
  public var quarantinedCount = 0
}
