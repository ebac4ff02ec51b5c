public import AccessModel
internal import Glibc
public import PlateMatching

/// The folder in which the index of each list edition is kept: built once, mapped by every later start.
///
/// An index is two files, `<list>.<digest>.entries` and `.plates`; the digest is that of the list, its
/// signature, the issuer's key and the rules of indexing, so an index serves only the very bytes that were
/// verified when it was built.
public struct ListIndexFolder: Sendable {
  private let folder: String
  private let confusions: ConfusionTable

  /// `folder` is made when the first index is written; `confusions` scores look-alikes.
  public init(_ folder: String, confusions: ConfusionTable = .standard) {
    self.folder = folder
    self.confusions = confusions
  }

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
        return try opened(name, list, .opened)
      } catch { damage = "\(error)" }
    }
    return try built(source, damage: damage)
  }

  /// The newest edition of a list that an earlier start has left in the folder, vouched for by the same key
  /// and sound in every byte; for when the list file of today is refused.
  public func newest(of list: ListID, publicKey: String) -> IndexedWatchlist? {
    let source = ListSource(list: list, file: "", signature: "", publicKey: publicKey)
    guard let issuer = try? source.issuerDigest() else { return nil }
    let (start, end) = (Self.name(list, issuer), ".entries")
    let editions = names().filter { $0.hasPrefix(start) && $0.hasSuffix(end) }
      .compactMap { try? opened(String($0.dropLast(end.count)), list, .opened) }
    return editions.max { $0.index.edition.issuedAt < $1.index.edition.issuedAt }
  }

  /// Removes the files of one edition, which is not to be used.
  public func remove(_ list: IndexedWatchlist) {
    guard let name = list.name else { return }
    for ending in ["entries", "plates"] { unlink("\(folder)/\(name).\(ending)") }
  }

  /// Removes every file of the folder that belongs to none of these editions and to no list of `spared`.
  ///
  /// A removed file that is still mapped lives until its last reader is gone.
  public func sweep(keeping lists: [IndexedWatchlist], sparing spared: [ListID] = []) {
    let kept = Set(lists.compactMap(\.name).flatMap { ["\($0).entries", "\($0).plates"] })
    for name in names() where !kept.contains(name) && !spared.contains(where: { name.hasPrefix("\($0).") }) {
      unlink("\(folder)/\(name)")
    }
  }

  private func names() -> [String] {
    guard let entries = opendir(folder) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private func opened(
    _ name: String, _ list: ListID, _ origin: IndexedWatchlist.Origin
  ) throws(PlateIndexError) -> IndexedWatchlist {
    let (entriesFile, platesFile) = ("\(folder)/\(name).entries", "\(folder)/\(name).plates")
    MappedFile.willNeed(platesFile)
    let region = try MappedFile.open(entriesFile)
    let entries: EntryFile
    do { entries = try EntryFile(region) } catch {
      throw .unreadable(file: entriesFile, operation: "check", cause: "\(error)")
    }
    try MappedFile.readThrough(platesFile)
    let table = try PlateIndexFile.open(platesFile, confusions: confusions)
    do { try table.verify() } catch { throw .refused(file: platesFile, error) }
    guard Self.name(list, entries.digest) == name, table.edition.list == list,
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
      index: PlateIndex(edition: reading.edition, entries: entries, confusions: confusions),
      issuer: reading.issuer,
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
    return try opened(name, source.list, .built(because: damage))
  }

  private static func name(_ list: ListID, _ digest: [UInt8]) -> String {
    let hexadecimal = digest.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0\(text)" : text
    }
    return "\(list).\(hexadecimal.joined())"
  }
}
