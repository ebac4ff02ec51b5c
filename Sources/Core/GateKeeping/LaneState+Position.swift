import AccessModel

extension LaneState {
  mutating func reportPosition(_ ledger: inout Ledger) {
    // Nothing to tell: the usual case, without a copy of all that is known of the barrier.
    if barrier?.isStuck == false, barrier?.position == reportedPosition, reportedPosition != .open,
      reportedPosition != .closed
    {
      return
    }
    guard let state = barrier else { return }
    let subject = state.barrier.id.rawValue
    if state.isStuck {
      ledger.raise(
        .barrierStuck, subject, lane: lane.id,
        what:
          "barrier \(subject) did not reach its limit within \(state.barrier.travelMax.milliseconds / 1000) s"
      )
    } else if state.position == .open || state.position == .closed {
      ledger.clear(.barrierStuck, subject)
    }
    guard state.position != reportedPosition else { return }
    let left = reportedPosition
    reportedPosition = state.position
    ledger.record(
      .barrierMoved(
        BarrierMove(barrier: state.barrier.id, position: state.position, presence: state.presence)),
      lane: lane.id)
    switch state.position {
    case .fault where !state.isStuck:
      ledger.raise(
        .barrierFault, subject, lane: lane.id,
        what: "barrier \(subject) reports a fault, or both its limits at once")
    case .closed:
      if left != .unknown { countCycle(&ledger) }
      ledger.clear(.barrierFault, subject)
      ledger.clear(.forcedOpen, subject)
      ledger.clear(.openTooLong, subject)
      ledger.clear(.tailgate, subject)
      loweringSince = nil
      if passages.isEmpty { closing = nil }
    case .open, .opening, .closing: ledger.clear(.barrierFault, subject)
    case .unknown, .fault: break
    }
    let isMovingOff = state.position == .opening || state.position == .open
    let isOurs =
      !passages.isEmpty || closing != nil || isRaising(ledger.now.moment) || hold?.state == .open
    if left == .closed, isMovingOff, !isOurs {
      ledger.raise(
        .forcedOpen, subject, lane: lane.id, what: "barrier \(subject) left its closed limit without a grant")
    }
  }
}
