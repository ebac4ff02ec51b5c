import AccessModel

extension LaneState {
  /// An input begins or ends to hold the barrier; the boom still comes down only as P4 permits.
  mutating func hold(_ next: PlaceHold?, _ ledger: inout Ledger) {
    guard next != hold else { return }
    let cause = next ?? hold
    let endedOpen = hold?.state == .open && next?.state != .open
    (hold, heldAt) = (next, nil)
    if next?.state == .closed {
      // A vehicle that has begun to pass passes; one that has not is not let in any more.
      for passage in passages where !passage.isUnderBoom { finish(passage, .unconfirmed, &ledger) }
      passages.removeAll { !$0.isUnderBoom }
    }
    // What was held open comes down again, and what shall be closed comes down now.
    let isBegun = next?.state == .closed || endedOpen
    if isBegun, let cause, barrier?.position != .closed, barrier?.barrier.closing == .gatehouse {
      closing = Closing(cause: "held by \(cause.point)", notBefore: ledger.now.moment)
    }
    review(&ledger)
  }

  /// Raises what is held open, and again when it comes down all the same.
  mutating func reviewHold(_ ledger: inout Ledger) {
    guard let hold, hold.state == .open, ledger.mayCommand, let state = barrier else { return }
    let isUp = state.position == .open || state.position == .opening
    let isTold = heldAt.map { ledger.now.moment - $0 <= state.barrier.travelMax } ?? false
    guard !isUp, !isTold else { return }
    heldAt = ledger.now.moment
    _ = command(
      .raise, validUntil: ledger.now.moment + .seconds(5), cause: .hold(hold.point), &ledger)
  }
}
