import AccessModel
import GateKeeping
import InputRing

/// A gate keeper, and what it was told and decided since it was last asked: what stands after a batch that
/// was taken back is the trace of what was stepped instead.
@dynamicMemberLookup
struct TracedKeeper: Sendable {
  private(set) var keeper: GateKeeper
  private let isTracing: Bool
  private var inputs: [GateInput] = []
  private var decisions: [RecordedDecision] = []

  /// Without tracing it costs nothing and tells nothing.
  init(_ keeper: GateKeeper, isTracing: Bool) {
    self.keeper = keeper
    self.isTracing = isTracing
  }

  /// `GateKeeper.step`.
  mutating func step(_ input: GateInput, at now: Now) -> [GateEffect] {
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
  mutating func takeTurn(at now: Now) -> TracedTurn? {
    guard !inputs.isEmpty else { return nil }
    defer { (inputs, decisions) = ([], []) }
    return TracedTurn(now: now, inputs: inputs, decisions: decisions, numbersUsed: keeper.numbersUsed)
  }

  subscript<Value>(dynamicMember path: KeyPath<GateKeeper, Value>) -> Value { keeper[keyPath: path] }
}
