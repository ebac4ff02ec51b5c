/// A promise that was not kept, or an oracle that disagrees.
package struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
  /// `P1` ... `P11`, or what else is checked: `service`, `alarm`, `passage`.
  package var promise: String
  package var what: String
  package var seed: UInt64 = 0
  /// The number of the keeper's step.
  package var step = 0
  /// Seconds of virtual time.
  package var seconds = 0.0

  init(_ promise: String, _ what: String) {
    self.promise = promise
    self.what = what
  }

  package var description: String {
    "seed \(seed) step \(step) at \(Int(seconds)) s: \(promise): \(what) (gatesim \(seed) --until \(step))"
  }
}
