public import AccessModel

/// The plates of one list edition, each kind of match by its own door: only `exact` yields entries.
public struct PlateIndex: Sendable {
  /// The edition that every match is told with.
  public let edition: ListEdition
  private let entries: any WatchlistEntries
  private let table: PlateTable
  private let wildcards: WildcardTable
  /// The entry of each row behind the rows of the entries.
  private let further: [Int]
  /// Positions of entries that no read can meet: a plate too long, a partial plate that knows too little,
  /// or one that is a membership.
  public let unmatchable: [Int]

  /// Most entries of one list.
  public static let entriesMax = 10_000_000
  /// Most suspected entries that a read is told, of each ground.
  public static let suspectsMax = 16
  /// About how many entries are looked up to see that a table belongs to them.
  private static let spotsMax = 16

  /// Entries beyond `entriesMax` are the caller's error and stop the build.
  public init(edition: ListEdition, entries: [WatchlistEntry]) {
    self.init(edition: edition, entries: entries, confusions: .standard)
  }

  /// As above, with a site's own confusion table.
  public init(edition: ListEdition, entries: [WatchlistEntry], confusions: ConfusionTable) {
    precondition(entries.count <= Self.entriesMax, "a list holds at most \(Self.entriesMax) entries")
    let draft = Self.draft(edition: edition, entries: entries)
    guard let table = try? draft.builder.table(confusions: confusions),
      let index = PlateIndex(edition: edition, entries: entries, table: table, marks: draft.marks)
    else { preconditionFailure("a table just written is sound") }
    self = index
  }

  /// Entries of a list and the table that was built from exactly them, in the same order, with the marks
  /// of the draft that built it.
  ///
  /// Nil when the table is of another edition, or finds one of some entries at another place.
  public init?(
    edition: ListEdition, entries: any WatchlistEntries, table: PlateTable, marks: PlateIndexMarks
  ) {
    guard table.edition == edition, table.count == entries.count + marks.further.count else { return nil }
    for position in stride(from: 0, to: entries.count, by: max(1, entries.count / Self.spotsMax)) {
      guard let plate = entries.entry(at: position)?.plate, PlateTableBuilder.canHold(plate) else { continue }
      let isWhole = !WildcardPattern.isPartial(plate) && !plate.utf8.contains(UInt8(ascii: "|"))
      guard !isWhole || table.exact(plate, country: nil).contains(position) else { return nil }
    }
    var wildcards = WildcardTable()
    for position in marks.partial {
      guard let entry = entries.entry(at: position) else { return nil }
      wildcards.add(entry, position)
    }
    self.edition = edition
    self.entries = entries
    self.table = table
    self.wildcards = wildcards
    further = marks.further
    unmatchable = marks.unmatchable
  }

  /// Entries of the list, found or not.
  public var count: Int { entries.count }

  /// How these entries are found, for a table that is written to a file.
  public static func draft(edition: ListEdition, entries: [WatchlistEntry]) -> PlateIndexDraft {
    var draft = PlateIndexDraft(edition: edition, reserving: entries.count)
    for entry in entries { draft.add(entry) }
    draft.finish()
    return draft
  }

  /// The entry at a position of the list, to name one that is `unmatchable`.
  public func entry(at position: Int) -> WatchlistEntry? { entries.entry(at: position) }
}

extension PlateIndex {
  /// Entries that name exactly this plate of this issuer, in the order of the list.
  ///
  /// A read that does not say its country or region meets every entry of the plate; an entry that does not
  /// say it meets every read. A plate with a character that was not read (`?`, `*`) equals none.
  public func exact(_ plate: NormalisedPlate) -> [WatchlistEntry] { exact(anyOf: [plate]) }

  /// Entries that name any of these plates, each once, in the order of the list: what a vehicle with joined
  /// plates is on it for.
  public func exact(anyOf plates: [NormalisedPlate]) -> [WatchlistEntry] {
    if plates.count == 1 { return entries(at: positions(of: plates[0].text, plates[0].issuer)) }
    return entries(at: plates.flatMap { positions(of: $0.text, $0.issuer) })
  }

  /// As `exact(_:)`, of a text that is normalised already; `country` in any form of `PlateIssuer`.
  public func exact(_ plate: String, country: String?) -> [WatchlistEntry] {
    entries(at: positions(of: plate, PlateIssuer(country)))
  }

  private func positions(of plate: String, _ issuer: PlateIssuer) -> [Int] {
    let rows = table.exact(plate, country: issuer.country)
    if rows.isEmpty { return [] }
    let positions = further.isEmpty ? rows : rows.compactMap(position)
    guard issuer.region != nil else { return positions }
    return positions.filter { at in entries.entry(at: at).map { isOf(issuer, $0) } ?? false }
  }

  private func entries(at positions: [Int]) -> [WatchlistEntry] {
    if positions.count < 2 { return positions.compactMap(entries.entry) }
    var last = -1
    return positions.sorted().compactMap { position in
      defer { last = position }
      return position == last ? nil : entries.entry(at: position)
    }
  }

  private func isOf(_ issuer: PlateIssuer, _ entry: WatchlistEntry) -> Bool {
    PlateIssuer(of: entry).admits(issuer)
  }

  /// The entry of a row of the table.
  private func position(of row: Int) -> Int? {
    if row < entries.count { return row }
    return further.indices.contains(row - entries.count) ? further[row - entries.count] : nil
  }
}

extension PlateIndex {
  /// Entries in force that this read may mean, by each of its plates: one edit away, best first, then those
  /// whose partial plate it fits. For alarms only (P3).
  public func suspects(of read: PlateRead, at now: CivilTime) -> [SuspectedEntry] {
    guard let first = PlateEvidence(read), let text = read.plate else { return [] }
    let others = NormalisedPlate.all(in: text, country: read.country).dropFirst().map(PlateEvidence.init)
    let reads =
      [first] + others + ([first] + others).compactMap { Self.spelledAnyway($0.plate, read.country) }
    return reads.flatMap { confusable($0, at: now) } + reads.flatMap { wildcard($0.plate, at: now) }
  }

  /// The plate as it would be spelled if no character were misread; nil when that is how it is spelled.
  private static func spelledAnyway(_ plate: NormalisedPlate, _ country: String?) -> PlateEvidence? {
    let folded = LookAlikes.foldedAnyway(Array(plate.text.unicodeScalars))
    var text = String.UnicodeScalarView()
    text.append(contentsOf: ChineseGrammar.unwrappedAnyway(folded))
    guard String(text) != plate.text, let other = NormalisedPlate(String(text), country: country) else {
      return nil
    }
    return PlateEvidence(other)
  }

  /// Entries in force one edit from the read, best first, then in the order of the list (further plates of
  /// joined entries last), memberships left out: for alarms only (P3).
  public func confusable(_ read: PlateEvidence, at now: CivilTime) -> [SuspectedEntry] {
    confusable(read, inForceAt: now)
  }

  /// As above, in force or not.
  public func confusable(_ read: PlateEvidence) -> [SuspectedEntry] { confusable(read, inForceAt: nil) }

  private func confusable(_ read: PlateEvidence, inForceAt now: CivilTime?) -> [SuspectedEntry] {
    // What does not count must push nothing out that does: where it may have, all are asked for.
    let few = table.confusable(read, atMost: Self.suspectsMax)
    let found = suspects(few, read, now)
    guard few.omitted > 0, found.count < Self.suspectsMax else { return found }
    return suspects(table.confusable(read, atMost: Self.suspectsMax + few.omitted), read, now)
  }

  private func suspects(
    _ found: ConfusableMatches, _ read: PlateEvidence, _ now: CivilTime?
  ) -> [SuspectedEntry] {
    var suspects: [SuspectedEntry] = []
    for match in found.matches {
      guard let at = position(of: match.position), let entry = entries.entry(at: at),
        entry.action != .admit, isOf(read.plate.issuer, entry)
      else { continue }
      let suspect = SuspectedEntry(entry, .confusable(score: match.score, match.difference))
      if let now, !suspect.isInForce(at: now) { continue }
      suspects.append(suspect)
      if suspects.count == Self.suspectsMax { break }
    }
    return suspects
  }

  /// Entries in force whose partial plate the read may be, those that know most of it first: for alarms
  /// only (P3).
  public func wildcard(_ plate: NormalisedPlate, at now: CivilTime) -> [SuspectedEntry] {
    wildcard(plate, inForceAt: now)
  }

  /// As above, in force or not.
  public func wildcard(_ plate: NormalisedPlate) -> [SuspectedEntry] { wildcard(plate, inForceAt: nil) }

  private func wildcard(_ plate: NormalisedPlate, inForceAt now: CivilTime?) -> [SuspectedEntry] {
    var suspects: [SuspectedEntry] = []
    for match in wildcards.matches(plate) {
      guard let entry = entries.entry(at: match.position) else { continue }
      let suspect = SuspectedEntry(entry, .wildcard(match.pattern))
      if let now, !suspect.isInForce(at: now) { continue }
      suspects.append(suspect)
      if suspects.count == Self.suspectsMax { break }
    }
    return suspects
  }
}

extension WildcardTable {
  fileprivate mutating func add(_ entry: WatchlistEntry, _ position: Int) {
    for part in entry.plate.split(separator: "|").prefix(NormalisedPlate.joinedMax) {
      guard let pattern = WildcardPattern(String(part)) else { continue }
      _ = add(pattern, issuer: PlateIssuer(of: entry), position: position)
    }
  }
}
