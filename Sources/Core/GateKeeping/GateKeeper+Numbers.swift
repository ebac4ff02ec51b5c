/// A replay that begins in the middle of a run numbers on as that run did.
extension GateKeeper {
  /// Numbers given out to decisions, commands and hits so far.
  public var numbersUsed: UInt64 { ledger.count }

  /// The next number is the one after this.
  public mutating func number(after count: UInt64) { ledger.count = count }

  /// Counts the runs of the daemon on its journal.
  public var run: UInt32 { ledger.run }
}
