public import AccessModel

/// The entries of a list in its order, in memory or in a file.
public protocol WatchlistEntries: Sendable {
  /// Entries of the list.
  var count: Int { get }
  /// The entry at a position; nil when there is none.
  func entry(at position: Int) -> WatchlistEntry?
}

extension [WatchlistEntry]: WatchlistEntries {
  /// The element at this index, if it is one.
  public func entry(at position: Int) -> WatchlistEntry? { indices.contains(position) ? self[position] : nil }
}
