public import AccessModel

/// How the entries of one list will be found, collected entry by entry in the order of the list.
///
/// The first rows of the table are the entries themselves, one each; an entry of several joined plates has
/// further rows behind all of them.
public struct PlateIndexDraft: Sendable {
  /// The plates, for a table in memory or in a file; complete after `finish`.
  public private(set) var builder: PlateTableBuilder
  /// What the table does not hold; complete after `finish`.
  public private(set) var marks = PlateIndexMarks()
  private var joined: [(plate: String, country: String?, position: Int)] = []

  /// `count` is how many entries will come, as far as it is known.
  public init(edition: ListEdition, reserving count: Int = 0) {
    builder = PlateTableBuilder(edition: edition, reserving: count)
  }

  /// Why no read could ever meet this entry as the next one; nil when one can.
  public func fault(of entry: WatchlistEntry) -> String? {
    let parts = entry.plate.split(separator: "|").map(String.init)
    if parts.contains(where: { !WildcardPattern.isPartial($0) && PlateTableBuilder.canHold($0) }) {
      return nil
    }
    guard parts.contains(where: WildcardPattern.isPartial) else { return "its plate is too long to be read" }
    if entry.action == .admit { return "a partial plate can be no membership" }
    guard parts.contains(where: { WildcardPattern($0) != nil }) else {
      return "a partial plate needs \(WildcardPattern.knownMin) known characters"
    }
    guard marks.partials < WildcardTable.patternsMax else {
      return "the list has more than \(WildcardTable.patternsMax) partial plates"
    }
    return nil
  }

  /// Takes the next entry.
  public mutating func add(_ entry: WatchlistEntry) {
    let position = builder.count
    let country = PlateIssuer(of: entry).country
    var isMet = false
    var isFirst = true
    for part in entry.plate.split(separator: "|").prefix(NormalisedPlate.joinedMax) {
      let plate = String(part)
      if WildcardPattern.isPartial(plate) {
        let isKept = marks.partials < WildcardTable.patternsMax && entry.action != .admit
        guard isKept, WildcardPattern(plate) != nil else { continue }
        marks.partials += 1
        if marks.partial.last != position { marks.partial.append(position) }
        isMet = true
      } else if isFirst {
        if builder.add(plate, country: country) { isMet = true }
        isFirst = false
      } else if PlateTableBuilder.canHold(plate) {
        joined.append((plate, country, position))
        isMet = true
      }
    }
    if isFirst { builder.add("", country: nil) }
    if !isMet { marks.unmatchable.append(position) }
  }

  /// Lays the further plates of joined entries behind the entries; nothing may be added afterwards.
  public mutating func finish() {
    for (plate, country, position) in joined where builder.count < PlateIndex.entriesMax {
      builder.add(plate, country: country)
      marks.further.append(position)
    }
    joined = []
  }
}

/// What an index knows beside its table: positions in the list, ascending.
public struct PlateIndexMarks: Hashable, Sendable {
  /// The entry of each row behind the rows of the entries, in the order of these rows.
  public var further: [Int] = []
  /// Entries with a partial plate.
  public var partial: [Int] = []
  /// Entries that no read can meet.
  public var unmatchable: [Int] = []
  /// Partial plates so far.
  var partials = 0

  /// No further plates, no partial ones, all of them matchable.
  public init() {}
}
