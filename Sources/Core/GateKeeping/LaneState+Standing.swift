import AccessModel

/// Why a lane stands open by an operator's order.
enum LaneStanding: Hashable, Sendable {
  case hold
  case freeFlow
  case evacuation
  /// For so many vehicles more, until then.
  case convoy(left: Int, until: Moment)

  /// Stands in place of the input that holds.
  var name: InputPointID {
    switch self {
    case .hold: "operator"
    case .freeFlow: "free-flow"
    case .evacuation: "evacuation"
    case .convoy: "convoy"
    }
  }

  var until: Moment? {
    switch self {
    case .convoy(_, let until): until
    case .hold, .freeFlow, .evacuation: nil
    }
  }
}

extension LaneState {
  /// Closed by its limit, and nothing is about to change that.
  func isSurelyClosed(at now: Moment) -> Bool {
    barrier?.position == .closed && passages.isEmpty && closing == nil && !isRaising(now)
      && hold?.state != .open
  }

  var isConvoy: Bool {
    switch standing {
    case .convoy: true
    case .hold, .freeFlow, .evacuation, nil: false
    }
  }

  /// Somebody stands before the barrier or under it.
  var isAwaited: Bool { loops.isOccupied }

  /// A trailer is part of its lorry.
  mutating func countConvoy() {
    guard case .convoy(let left, let until) = standing, !isTrailer else { return }
    standing = left > 1 ? .convoy(left: left - 1, until: until) : nil
  }

  mutating func reviewStanding(_ now: Moment) {
    if let until = standing?.until, until <= now { standing = nil }
  }

  /// The barrier came down once more.
  mutating func countCycle(_ ledger: inout Ledger) {
    cycles += 1
    guard let state = barrier, let most = state.barrier.serviceCycles, cycles >= most else { return }
    ledger.raise(
      .maintenanceDue, state.barrier.id.rawValue, lane: lane.id,
      what: "barrier \(state.barrier.id) has closed \(cycles) times since it was serviced")
  }

  mutating func serviced(_ ledger: inout Ledger) {
    cycles = 0
    if let id = barrier?.barrier.id { ledger.clear(.maintenanceDue, id.rawValue) }
  }
}
