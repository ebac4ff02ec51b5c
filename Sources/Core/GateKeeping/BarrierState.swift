import AccessModel

/// What the sensors of one barrier say, and what follows from how long they have said it.
struct BarrierState: Equatable, Sendable {
  var barrier: Barrier
  private(set) var position = BarrierPosition.unknown
  /// `unknown` as soon as the reading is stale.
  private(set) var presence = LoopState.unknown
  /// Since when the loop has been seen clear, without a gap.
  private(set) var clearSince: Moment?
  /// Since when the position has been what it is.
  private(set) var positionSince: Moment
  /// Between its limits, or still at one of them after an order to leave it, for longer than the iron
  /// needs.
  private(set) var isStuck = false

  private var sensed: BarrierSensed?
  /// Since when neither limit has been reached.
  private var betweenSince: Moment?
  /// The last command, until the limit that it aims at is reached.
  private(set) var order: Order?

  struct Order: Equatable, Sendable {
    var action: BarrierAction
    var number: UInt64
    var at: Moment
  }

  init(barrier: Barrier, now: Moment) {
    self.barrier = barrier
    positionSince = now
  }

  /// A fresh reading of all inputs.
  mutating func sense(_ reading: BarrierSensed, now: Moment) {
    if let old = sensed, reading.at - old.at > barrier.staleAfter { presence = .unknown }
    sensed = reading
    if reading.presence == .clear {
      clearSince = presence == .clear ? clearSince : reading.at
    } else {
      clearSince = nil
    }
    presence = reading.presence
    review(now)
  }

  /// A command is on its way; what it does is for the sensors to say.
  mutating func ordered(_ action: BarrierAction, number: UInt64, now: Moment) {
    order = Order(action: action, number: number, at: now)
    isStuck = false
    betweenSince = betweenSince.map { _ in now }
  }

  /// The command was not carried out: nothing of it is on its way. A newer order stands.
  mutating func dropOrder(_ number: UInt64) {
    if order?.number == number { order = nil }
  }

  /// The board does not answer: nothing is known any more.
  mutating func lose(now: Moment) {
    sensed = nil
    review(now)
  }

  /// Time went by.
  mutating func review(_ now: Moment) {
    if let reading = sensed, now - reading.at > barrier.staleAfter { sensed = nil }
    let next = derivedPosition(now)
    if next != position {
      position = next
      positionSince = now
    }
    if let order, aim(of: order.action) == position { self.order = nil }
  }

  /// Off its closed limit, as far as the sensors tell.
  var isOffGround: Bool { position == .open || position == .opening || position == .closing }

  /// When time alone changes something.
  var deadline: Moment? {
    guard let sensed else { return nil }
    let staleAt = sensed.at + barrier.staleAfter + .milliseconds(1)
    guard !isStuck else { return staleAt }
    let travelStart = betweenSince ?? order?.at
    return min(staleAt, travelStart.map { $0 + barrier.travelMax + .milliseconds(1) } ?? staleAt)
  }

  private mutating func derivedPosition(_ now: Moment) -> BarrierPosition {
    guard let sensed else {
      presence = .unknown
      clearSince = nil
      betweenSince = nil
      isStuck = false
      return .unknown
    }
    let isContradictory = sensed.openLimit == true && sensed.closedLimit == true
    if sensed.fault == true || isContradictory { return .fault }
    if let limit = limitReached(sensed) {
      betweenSince = nil
      isStuck = order.map { aim(of: $0.action) != limit && now - $0.at > barrier.travelMax } ?? false
      return limit
    }
    guard sensed.openLimit != nil, sensed.closedLimit != nil else { return .unknown }
    // It moves: that it once stayed at its limit says nothing of this.
    if betweenSince == nil { isStuck = false }
    let start = betweenSince ?? now
    betweenSince = start
    if now - start > barrier.travelMax { isStuck = true }
    return isStuck ? .fault : direction
  }

  /// A barrier with one limit switch only is open whenever it is not closed; the reverse proves nothing.
  private func limitReached(_ sensed: BarrierSensed) -> BarrierPosition? {
    if sensed.openLimit == true { return .open }
    if sensed.closedLimit == true { return .closed }
    return sensed.openLimit == nil && sensed.closedLimit == false ? .open : nil
  }

  private var direction: BarrierPosition {
    switch order?.action {
    case .raise: return .opening
    case .lower: return .closing
    case .stop, nil: break
    }
    switch position {
    case .closed, .opening: return .opening
    case .open, .closing: return .closing
    case .unknown, .fault: return .unknown
    }
  }

  private func aim(of action: BarrierAction) -> BarrierPosition? {
    switch action {
    case .raise: .open
    case .lower: .closed
    case .stop: nil
    }
  }
}
