public import AccessModel
public import GateKeeping

/// A gate keeper, and what it was told and decided since it was last asked: what stands after a batch that
/// was taken back is the trace of what was stepped instead.
@dynamicMemberLookup
public struct TracedKeeper: Sendable {
  public private(set) var keeper: GateKeeper
  private let isTracing: Bool
  private var inputs: [GateInput] = []
  private var decisions: [RecordedDecision] = []

  /// Without tracing it costs nothing and tells nothing.
  public init(_ keeper: GateKeeper, isTracing: Bool) {
    self.keeper = keeper
    self.isTracing = isTracing
  }

  /// `GateKeeper.step`.
  public mutating func step(_ input: GateInput, at now: Now) -> [GateEffect] {
    let count = keeper.numbersUsed
    let effects = keeper.step(input, at: now)
    guard isTracing else { return effects }
    inputs.append(input)
    // Each decision has a number: most inputs have none, and need no second look.
    guard keeper.numbersUsed != count else { return effects }
    for effect in effects {
      guard case .record(let event) = effect, case .accessDecided(let decision) = event.fact else { continue }
      decisions.append(RecordedDecision(decision))
    }
    return effects
  }

  /// What was stepped since the last time; nil for nothing.
  public mutating func takeTurn(at now: Now) -> TracedTurn? {
    guard !inputs.isEmpty else { return nil }
    defer { (inputs, decisions) = ([], []) }
    return TracedTurn(now: now, inputs: inputs, decisions: decisions, numbersUsed: keeper.numbersUsed)
  }

  public subscript<Value>(dynamicMember path: KeyPath<GateKeeper, Value>) -> Value { keeper[keyPath: path] }
}

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
