public import PlateMatching

/// One edition of a list, ready to be asked.
public struct IndexedWatchlist: Sendable {
  /// What the gate loop asks.
  public let index: PlateIndex
  /// Who signed, in the list's own words.
  public let issuer: String
  /// Rows that were set aside.
  public let quarantinedCount: Int
  /// The first `QuarantinedRow.keptMax` of them.
  public let quarantined: [QuarantinedRow]
  /// Where the index came from.
  public let origin: Origin
  /// What the files of this list in the folder are named by; nil when it has none.
  let name: String?

  /// Where an index came from.
  public enum Origin: Hashable, Sendable {
    /// The file that an earlier start had written.
    case opened
    /// Built from the list; `because` says what was wrong with the file that was there, if any was.
    case built(because: String?)
    /// Built from the list and kept in memory, because it could not be written.
    case inMemory(because: String)
  }
}
