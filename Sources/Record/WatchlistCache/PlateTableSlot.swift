public import PlateMatching
internal import Synchronization

/// The table in use, replaced under readers: each keeps the one that it took until it is done with it.
public final class PlateTableSlot: Sendable {
  private let current: Mutex<PlateTable>

  public init(_ table: PlateTable) { current = Mutex(table) }

  /// The table of this moment.
  public var table: PlateTable { current.withLock { $0 } }

  /// Later readers get the new table; the old one goes with its last reader.
  public func replace(by table: PlateTable) {
    // Outside the lock, so that no reader waits for what the old table's end takes.
    _ = current.withLock { held in
      let old = held
      held = table
      return old
    }
  }
}
