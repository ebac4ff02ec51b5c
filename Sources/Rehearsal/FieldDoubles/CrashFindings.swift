/// What the books of a crash test say at its end; each line names one fault.
public struct CrashFindings: Sendable, Equatable {
  /// Reads that got a 2xx and are not upstream as often as they did.
  public var lost: [String] = []
  /// Sequences that are missing, came out of order or were given twice, and identifiers that changed their
  /// content.
  public var gaps: [String] = []
  /// Movements without a committed command, or with one that no grant stands behind.
  public var moves: [String] = []
  /// Writes before anything was read, and booms sent down on a vehicle.
  public var harm: [String] = []

  public var faults: [String] { lost + gaps + moves + harm }
}
