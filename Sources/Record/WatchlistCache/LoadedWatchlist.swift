public import AccessModel

/// One edition of a list: what may be matched, and what was set aside.
public struct LoadedWatchlist: Sendable {
  /// The list, its version and when it was issued.
  public var edition: ListEdition
  /// Who signed, in the list's own words.
  public var issuer: String
  /// In the order of the file.
  public var entries: [WatchlistEntry]
  /// The first `QuarantinedRow.keptMax` rows that were set aside.
  public var quarantined: [QuarantinedRow]
  /// All of them.
  public var quarantinedCount: Int
}

/// A row that lacks what P9 demands; it matches nothing.
public struct QuarantinedRow: Hashable, Sendable, CustomStringConvertible {
  /// Position in the file, from 1.
  public var row: Int
  /// As far as the row has a readable one.
  public var id: String?
  /// Every fault of the row.
  public var reason: String

  /// Rows of one list that are kept with their reasons.
  public static let keptMax = 1000

  public var description: String { "row \(row)\(id.map { " (\($0))" } ?? ""): \(reason)" }
}
