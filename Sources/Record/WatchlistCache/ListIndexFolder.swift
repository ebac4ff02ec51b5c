public import AccessModel
internal import Glibc
internal import PlateMatching

/// The folder in which the index of each list edition is kept: built once, mapped by every later start.
///
/// An index is two files, `<list>.<digest>.entries` and `.plates`; the digest is that of the list, its
/// signature and the issuer's key, so an index serves only the very bytes that were verified when it was
/// built.
public struct ListIndexFolder: Sendable {
  private let folder: String

  /// `folder` is made when the first index is written.
  public init(_ folder: String) { self.folder = folder }

  /// The index of a list: that of the folder when it was made of these very files and every byte of it is
  /// sound, else a new one, after the signature was verified.
  ///
  /// An index that cannot be written is kept in memory instead, and its origin says why.
  public func load(
    list: ListID, file: String, signature: String, publicKey: String
  ) throws(WatchlistError) -> IndexedWatchlist {
    let source = ListSource(list: list, file: file, signature: signature, publicKey: publicKey)
    let digest = try source.digest()
    let name = Self.name(list, digest)
    var damage: String?
    if access("\(folder)/\(name).entries", F_OK) == 0 || access("\(folder)/\(name).plates", F_OK) == 0 {
      do {
        return try opened(name, list, digest, .opened)
      } catch { damage = "\(error)" }
    }
    return try built(source, damage: damage)
  }

  /// Removes every file of the folder that belongs to none of these.
  ///
  /// A removed file that is still mapped lives until its last reader is gone.
  public func sweep(keeping lists: [IndexedWatchlist]) {
    let names = Set(lists.compactMap(\.name).flatMap { ["\($0).entries", "\($0).plates"] })
    guard let entries = opendir(folder) else { return }
    defer { closedir(entries) }
    var strangers: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != "..", !names.contains(name) { strangers.append(name) }
    }
    for name in strangers { unlink("\(folder)/\(name)") }
  }

  private func opened(
    _ name: String, _ list: ListID, _ digest: [UInt8], _ origin: IndexedWatchlist.Origin
  ) throws(PlateIndexError) -> IndexedWatchlist {
    let (entriesFile, platesFile) = ("\(folder)/\(name).entries", "\(folder)/\(name).plates")
    MappedFile.willNeed(platesFile)
    let region = try MappedFile.open(entriesFile)
    let entries: EntryFile
    do { entries = try EntryFile(region) } catch {
      throw .unreadable(file: entriesFile, operation: "check", cause: "\(error)")
    }
    let table = try PlateIndexFile.open(platesFile)
    do { try table.verify() } catch { throw .refused(file: platesFile, error) }
    guard entries.digest == digest, table.edition.list == list,
      let marks = entries.indexMarks(), let report = entries.listReport(),
      let index = PlateIndex(edition: table.edition, entries: entries, table: table, marks: marks)
    else { throw .unreadable(file: entriesFile, operation: "check", cause: "it belongs to another list") }
    return IndexedWatchlist(
      index: index, issuer: report.issuer, quarantinedCount: report.quarantinedCount,
      quarantined: report.quarantined, origin: origin, name: name)
  }

  private func built(_ source: ListSource, damage: String?) throws(WatchlistError) -> IndexedWatchlist {
    // The digest of what was verified counts, should the files have changed since they were looked at first.
    let verified = try source.verified()
    let name = Self.name(source.list, verified.digest)
    var cause: String
    do {
      return try written(source, verified, name, damage)
    } catch let error as WatchlistError { throw error } catch { cause = "\(error)" }
    if let damage { cause += "; the one before: \(damage)" }
    var entries: [WatchlistEntry] = []
    let reading = try WatchlistFile.read(source, verified.content) { entries.append($0) }
    return IndexedWatchlist(
      index: PlateIndex(edition: reading.edition, entries: entries), issuer: reading.issuer,
      quarantinedCount: reading.quarantinedCount, quarantined: reading.quarantined,
      origin: .inMemory(because: cause), name: nil)
  }

  /// Entries first: without plates of the same name they are nothing.
  private func written(
    _ source: ListSource, _ verified: ListSource.Verified, _ name: String, _ damage: String?
  ) throws -> IndexedWatchlist {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw PlateIndexError.unwritable(
        file: folder, operation: "make the folder", cause: String(cString: strerror(errno)))
    }
    let path = "\(folder)/\(name).entries"
    do {
      var writer = try EntryWriter(path + ".new")
      let reading = try WatchlistFile.read(source, verified.content) { writer.add($0) }
      try writer.finish(reading, digest: verified.digest)
      _ = try PlateIndexFile.write(reading.draft.builder, to: "\(folder)/\(name).plates")
      guard rename(path + ".new", path) == 0 else {
        throw PlateIndexError.unwritable(
          file: path, operation: "rename", cause: String(cString: strerror(errno)))
      }
    } catch {
      unlink(path + ".new")
      throw error
    }
    return try opened(name, source.list, verified.digest, .built(because: damage))
  }

  /// The digest's first half is enough for a name; the whole stands in the file.
  private static func name(_ list: ListID, _ digest: [UInt8]) -> String {
    let hexadecimal = digest.prefix(16).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0\(text)" : text
    }
    return "\(list).\(hexadecimal.joined())"
  }
}
