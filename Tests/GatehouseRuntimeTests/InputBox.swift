import GateKeeping
import Synchronization

/// What a desk handed over, from whatever thread.
final class InputBox: Sendable {
  private let inputs = Mutex<[GateInput]>([])

  func put(_ more: [GateInput]) { inputs.withLock { $0 += more } }

  var first: GateInput? { inputs.withLock { $0.first } }
}
