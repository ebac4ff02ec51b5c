internal import AccessModel
internal import UplinkForwarding

/// One stream's forwarder, and what its upstream has.
struct UplinkRun {
  let stream: EventStream
  var machine: UplinkForwarder.StateMachine
  var isBusy = false
  var isWakeDue = false
  /// What the upstream has, by sequence.
  private(set) var received: Set<Int64> = []
  private(set) var setAside: Set<Int64> = []
  private(set) var highest: Int64 = 0

  private static let settings = ForwardingSettings(
    batchEventsMax: 500, backoffBase: .seconds(5), backoffMax: .seconds(1800))

  init(stream: EventStream) {
    self.stream = stream
    machine = UplinkForwarder.StateMachine(stream: stream.rawValue, settings: Self.settings)
  }

  /// A new run of the daemon: what it learnt is gone, what the upstream has is not.
  mutating func begin() {
    machine = UplinkForwarder.StateMachine(stream: stream.rawValue, settings: Self.settings)
    (isBusy, isWakeDue) = (false, false)
  }

  mutating func setAside(_ sequence: Int64) { setAside.insert(sequence) }

  /// P7: in order, without a gap but for what was set aside; what comes again is taken again.
  mutating func receive(_ batch: UplinkBatch) throws(Violation) {
    for event in batch.events {
      if received.contains(event.sequence) { continue }
      guard event.sequence > highest else {
        throw Violation("P7", "\(stream.rawValue) \(event.sequence) reaches upstream after \(highest)")
      }
      for missed in highest + 1..<max(event.sequence, highest + 1) where !setAside.contains(missed) {
        throw Violation("P7", "\(stream.rawValue) \(missed) is missing upstream before \(event.sequence)")
      }
      received.insert(event.sequence)
      highest = event.sequence
    }
  }
}
