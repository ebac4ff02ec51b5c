public import AccessModel

/// One edition of a list: what may be matched, and what was set aside.
public struct LoadedWatchlist: Sendable {
  public var edition: ListEdition
  public var issuer: String
  /// In the order of the file.
  public var entries: [WatchlistEntry]
  public var quarantined: [QuarantinedRow]
}

/// A row that lacks what P9 demands; it matches nothing.
public struct QuarantinedRow: Hashable, Sendable, CustomStringConvertible {
  /// Position in the file, from 1.
  public var row: Int
  /// As far as the row has a readable one.
  public var id: String?
  /// Every fault of the row.
  public var reason: String

  public var description: String { "row \(row)\(id.map { " (\($0))" } ?? ""): \(reason)" }
}
