public import AccessModel

/// The plates of one list edition, each kind of match by its own door: only `exact` yields entries.
public struct PlateIndex: Sendable {
  public let edition: ListEdition
  /// Entries in the order of the list; looked up by position.
  private let entries: [WatchlistEntry]
  private let table: PlateTable
  private let wildcards: WildcardTable
  /// Positions of entries that no read can meet: a plate too long, a partial plate that knows too little,
  /// or one that is a membership.
  public let unmatchable: [Int]

  /// Most entries of one list.
  public static let entriesMax = 10_000_000
  /// Most suspected entries that a read is told, of each ground.
  public static let suspectsMax = 16

  /// Entries beyond `entriesMax` are the caller's error and stop the build.
  public init(edition: ListEdition, entries: [WatchlistEntry]) {
    self.init(edition: edition, entries: entries, confusions: .standard)
  }

  /// As above, with a site's own confusion table.
  public init(edition: ListEdition, entries: [WatchlistEntry], confusions: ConfusionTable) {
    precondition(entries.count <= Self.entriesMax, "a list holds at most \(Self.entriesMax) entries")
    var builder = PlateTableBuilder(edition: edition, reserving: entries.count)
    var wildcards = WildcardTable()
    var unmatchable: [Int] = []
    for (position, entry) in entries.enumerated() {
      let isPartial = Self.isPartial(entry.plate)
      let isIndexed = builder.add(isPartial ? "" : entry.plate, country: entry.country)
      if !isIndexed, !wildcards.add(entry, position) { unmatchable.append(position) }
    }
    guard let table = try? builder.table(confusions: confusions) else {
      preconditionFailure("a table just written is sound")
    }
    self.edition = edition
    self.entries = entries
    self.table = table
    self.wildcards = wildcards
    self.unmatchable = unmatchable
  }

  /// Entries of a list and the table that was built from exactly them, in the same order, as a mapped file
  /// has it.
  ///
  /// Nil when the table is of another edition, or finds an entry that it should at another place.
  public init?(edition: ListEdition, entries: [WatchlistEntry], table: PlateTable) {
    guard table.edition == edition, table.count == entries.count else { return nil }
    var wildcards = WildcardTable()
    var unmatchable: [Int] = []
    for (position, entry) in entries.enumerated() {
      if !Self.isPartial(entry.plate), PlateTableBuilder.canHold(entry.plate) {
        guard table.exact(entry.plate, country: entry.country).contains(position) else { return nil }
      } else if !wildcards.add(entry, position) {
        unmatchable.append(position)
      }
    }
    self.edition = edition
    self.entries = entries
    self.table = table
    self.wildcards = wildcards
    self.unmatchable = unmatchable
  }

  public var count: Int { entries.count }

  /// Entries that name exactly this plate, in the order of the list.
  ///
  /// A read without a country meets every entry of the plate; an entry without a country meets every
  /// read. A vendor's own country number is no country: only ISO 3166-1 alpha-3 codes can tell two plates
  /// apart. A plate with a character that was not read (`?`, `*`) equals none.
  public func exact(_ plate: String, country: String?) -> [WatchlistEntry] {
    let found = table.exact(plate, country: country)
    return found.isEmpty ? [] : found.compactMap(entry)
  }

  /// Entries one edit from the read, best first, memberships left out: for alarms only (P3).
  public func confusable(_ read: PlateEvidence) -> [SuspectedEntry] {
    // Memberships are taken out of the answer, so none may push an entry out of it: ask for all where there
    // are any.
    var answer = table.confusable(read, atMost: Self.suspectsMax)
    if answer.omitted > 0 { answer = table.confusable(read, atMost: Self.suspectsMax + answer.omitted) }
    let suspects = answer.matches.lazy.compactMap { match -> SuspectedEntry? in
      guard let entry = entry(match.position), entry.action != .admit else { return nil }
      return SuspectedEntry(entry, .confusable(score: match.score, match.difference))
    }
    return Array(suspects.prefix(Self.suspectsMax))
  }

  /// Entries whose partial plate the read may be, those that know most of it first: for alarms only (P3).
  public func wildcard(_ plate: NormalisedPlate) -> [SuspectedEntry] {
    wildcards.matches(plate).prefix(Self.suspectsMax).compactMap { match in
      entry(match.position).map { SuspectedEntry($0, .wildcard(match.pattern)) }
    }
  }

  private func entry(_ position: Int) -> WatchlistEntry? {
    entries.indices.contains(position) ? entries[position] : nil
  }

  /// The table of these entries, for a file: what `init(edition:entries:table:)` expects.
  public static func builder(edition: ListEdition, entries: [WatchlistEntry]) -> PlateTableBuilder {
    var builder = PlateTableBuilder(edition: edition, reserving: entries.count)
    for entry in entries { builder.add(isPartial(entry.plate) ? "" : entry.plate, country: entry.country) }
    return builder
  }

  private static func isPartial(_ plate: String) -> Bool { plate.utf8.contains { $0 == 0x3F || $0 == 0x2A } }
}

extension WildcardTable {
  /// False for what is no partial plate or can be none: it says who might be meant, so it never admits.
  fileprivate mutating func add(_ entry: WatchlistEntry, _ position: Int) -> Bool {
    guard entry.action != .admit, let pattern = WildcardPattern(entry.plate) else { return false }
    return add(pattern, country: entry.country, position: position)
  }
}
