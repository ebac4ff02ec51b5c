internal import Glibc
public import PlateMatching
internal import Synchronization

/// The table in use, replaced under readers: each keeps the one that it took until it is done with it.
public final class PlateTableSlot: Sendable {
  private let current: Mutex<PlateTable>

  public init(_ table: PlateTable) { current = Mutex(table) }

  /// The table of this moment.
  public var table: PlateTable { current.withLock { $0 } }

  /// Later readers get the new table; the old one ends here as soon as the last reader has let go of it.
  ///
  /// Whoever replaces pays: the pages of the new table are mapped before a reader sees it, and the memory of
  /// the old one is given back here. A reader that keeps the old table for longer than `patience` frees it.
  public func replace(by table: PlateTable) {
    table.touch()
    var old = current.withLock { held in
      let old = held
      held = table
      return old
    }
    for _ in 0..<Self.patience.turns where !isKnownUniquelyReferenced(&old) {
      usleep(Self.patience.microseconds)
    }
  }

  /// How often, and for how long each time, the end of the last reader is awaited.
  private static let patience = (turns: 1000, microseconds: UInt32(100))
}
