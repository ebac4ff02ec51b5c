public import AccessModel

/// The entries of a list in its order, in memory or in a file.
public protocol WatchlistEntries: Sendable {
  var count: Int { get }
  /// The entry at a position; nil when there is none.
  func entry(at position: Int) -> WatchlistEntry?
}

extension [WatchlistEntry]: WatchlistEntries {
  public func entry(at position: Int) -> WatchlistEntry? { indices.contains(position) ? self[position] : nil }
}
