public import AccessModel
public import GateKeeping

/// What the keeper was told in one turn of its loop, and what it decided.
public struct TracedTurn: Sendable {
  public var now: Now
  public var inputs: [GateInput]
  public var decisions: [RecordedDecision]
  /// `GateKeeper.numbersUsed` after it.
  public var numbersUsed: UInt64

  public init(now: Now, inputs: [GateInput], decisions: [RecordedDecision], numbersUsed: UInt64) {
    self.now = now
    self.inputs = inputs
    self.decisions = decisions
    self.numbersUsed = numbersUsed
  }
}
