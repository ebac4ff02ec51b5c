internal import AccessModel
internal import GateKeeping

/// Barriers: P4, P5, P6, and the alarms that their sensors call for.
extension PromiseBook {
  mutating func sense(_ reading: BarrierSensed, _ effects: [GateEffect]) throws(Violation) {
    guard let index = laneIndex(of: reading.barrier), let barrier = lanes[index].lane.barrier else { return }
    let before = lanes[index].told
    let isGap = before.map { reading.at - $0.at > barrier.staleAfter } ?? true
    if isGap { forgetSensors(index) }
    lanes[index].told = reading
    lanes[index].clearSince = reading.presence == .clear ? lanes[index].clearSince ?? reading.at : nil
    let isOpen = reading.openLimit == true && reading.closedLimit != true
    lanes[index].openSince = isOpen ? lanes[index].openSince ?? now.moment : nil
    let isBetween = reading.openLimit == false && reading.closedLimit == false
    lanes[index].betweenSince = isBetween ? lanes[index].betweenSince ?? now.moment : nil
    if reading.presence == .occupied {
      lanes[index].occupiedAt = now.moment
      if reading.closedLimit != true || reading.openLimit == true, !lanes[index].grants.isEmpty {
        lanes[index].grants[0].sawOccupied = true
      }
    }
    if reading.presence != .clear || !isOpen { lanes[index].owesLowerSince = nil }
    // What the outage held back follows at the first reading after it.
    if let back = journalBackAt, before.map({ $0.at < back }) ?? true {
      lanes[index].owesLowerSince = lanes[index].owesLowerSince.map { _ in now.moment }
    }
    if !isGap, before?.closedLimit == true, before?.openLimit != true, reading.closedLimit == false {
      try checkForced(index, effects)
    }
    try checkStanding(index, barrier, effects)
  }

  private func checkForced(_ index: Int, _ effects: [GateEffect]) throws(Violation) {
    guard let barrier = lanes[index].lane.barrier, lanes[index].grants.isEmpty, !mayStandOpen(index),
      lanes[index].commandedAt.map({ now.moment - $0 > .seconds(60) }) ?? true,
      !effects.contains(where: { if case .command = $0 { true } else { false } })
    else { return }
    if !raises(.forcedOpen, barrier.id.rawValue, in: effects), !mayStillClose(index) {
      throw Violation("alarm", "\(barrier.id) is forced open and nobody is told")
    }
  }

  /// A lower that is owed after a passage explains what moves.
  private func mayStillClose(_ index: Int) -> Bool { lanes[index].wasMovedByUs }

  private mutating func checkStanding(_ index: Int, _ barrier: Barrier, _ effects: [GateEffect])
    throws(Violation)
  {
    let facts = lanes[index]
    let subject = barrier.id.rawValue
    if facts.told?.closedLimit == true, facts.grants.isEmpty { lanes[index].wasMovedByUs = false }
    let slack = barrier.staleAfter + .seconds(1)
    let start = [facts.betweenSince, facts.commandedAt].compactMap { $0 }.max()
    if facts.betweenSince != nil, let start, now.moment - start > barrier.travelMax + slack,
      !raises(.barrierStuck, subject, in: effects)
    {
      throw Violation("alarm", "\(subject) stands between its limits and nobody is told")
    }
    if let open = facts.openSince, now.moment - open > barrier.openMax + slack, facts.grants.isEmpty,
      !mayStandOpen(index), !raises(.openTooLong, subject, in: effects)
    {
      throw Violation("alarm", "\(subject) is open for too long and nobody is told")
    }
    if let owed = facts.owesLowerSince, let clear = facts.clearSince, hold(barrier: barrier.id) == nil,
      !isJournalOut, !mayStandOpen(index),
      now.moment - max(owed, clear) > barrier.closeDelay + .seconds(2)
    {
      throw Violation("service", "\(subject) stays open behind a passage")
    }
    if let first = facts.grants.first, facts.told?.presence == .clear,
      now.moment - first.at > Span.seconds(barrier.passageMax.milliseconds / 1000 * 10 + 60),
      facts.occupiedAt.map({ now.moment - $0 > .seconds(600) }) ?? true
    {
      throw Violation("passage", "grant \(first.decision) never ends")
    }
  }

  mutating func look(_ command: BarrierCommand, _ input: GateInput, _ effects: [GateEffect]) throws(Violation)
  {
    guard let index = laneIndex(of: command.barrier), let barrier = lanes[index].lane.barrier else {
      throw Violation("P1", "a command to \(command.barrier), which is not there")
    }
    guard let cause = Self.cause(of: command.number, in: effects) else {
      throw Violation("P1", "command \(command.number) has no cause")
    }
    switch command.action {
    case .raise: try checkRaise(command, cause, index, input, effects)
    case .lower: try checkLower(command, cause, index, barrier)
    case .stop: throw Violation("P5", "nobody asked to stop \(command.barrier)")
    }
    lanes[index].commandedAt = now.moment
    lanes[index].wasMovedByUs = true
    lanes[index].owesLowerSince = nil
    if command.action == .raise {
      lanes[index].raisedAt = now.moment
    } else {
      lanes[index].loweredAt = now.moment
    }
  }

  /// P5: a raise belongs to a decision of this very step, to what holds open, or to a vehicle under the boom.
  private func checkRaise(
    _ command: BarrierCommand, _ cause: CommandCause, _ index: Int, _ input: GateInput,
    _ effects: [GateEffect]
  ) throws(Violation) {
    switch cause {
    case .decision(let id):
      let decision = Self.decisions(in: effects).first { $0.id == id }
      try checkInterlock(command, cause)
      let isAside =
        decision?.outcome == .diverted && lanes.contains { $0.lane.divertsTo == lanes[index].lane.id }
      guard decision?.outcome == .granted || isAside else {
        throw Violation("P5", "\(command.barrier) is raised by \(id), which granted nothing in this step")
      }
      guard command.validUntil - now.moment <= layout.freshness else {
        throw Violation("P2", "a raise stays valid for longer than a read")
      }
    case .hold:
      if !mayStandOpen(index) {
        throw Violation("P5", "\(command.barrier) is raised by a hold that is not there")
      }
    case .closing:
      guard lanes[index].told?.presence == .occupied, lanes[index].loweredAt != nil else {
        throw Violation("P5", "\(command.barrier) is raised for a vehicle that is not there")
      }
    }
  }

  /// P4: a loop that was freshly told clear, and for long enough; P6: never while a fire panel is in alarm.
  private func checkLower(
    _ command: BarrierCommand, _ cause: CommandCause, _ index: Int, _ barrier: Barrier
  ) throws(Violation) {
    guard let told = lanes[index].told, told.presence == .clear, let since = lanes[index].clearSince else {
      throw Violation("P4", "\(barrier.id) is lowered on a loop that is not clear")
    }
    if now.moment - told.at > barrier.staleAfter {
      throw Violation("P4", "\(barrier.id) is lowered on a stale loop")
    }
    if now.moment - since < barrier.closeDelay { throw Violation("P4", "\(barrier.id) is lowered too soon") }
    if isFire { throw Violation("P6", "\(barrier.id) is lowered while the fire panel is in alarm") }
    if hold(barrier: barrier.id) == .open {
      throw Violation("P6", "\(barrier.id) is lowered while it is held open")
    }
    if told.openLimit != true { throw Violation("P5", "\(barrier.id) is lowered and was not seen open") }
    if !lanes[index].grants.isEmpty {
      throw Violation("P4", "\(barrier.id) is lowered while somebody may pass")
    }
    if barrier.closing == .controller {
      throw Violation("P5", "\(barrier.id) closes by itself and is lowered")
    }
    if command.validUntil - now.moment > .seconds(1) {
      throw Violation("P4", "a lower stays valid for too long")
    }
    if case .decision = cause { throw Violation("P5", "a decision lowers \(barrier.id)") }
    if let last = lanes[index].loweredAt, now.moment - last < .seconds(4),
      lanes[index].raisedAt.map({ $0 < last }) ?? true
    {
      throw Violation("P4", "\(barrier.id) is lowered again at once")
    }
  }

  private static func cause(of number: UInt64, in effects: [GateEffect]) -> CommandCause? {
    for case .record(let event) in effects {
      if case .barrierCommanded(let fact) = event.fact, fact.command.number == number { return fact.cause }
    }
    return nil
  }

  mutating func look(_ opening: OperatorOpening, _ effects: [GateEffect]) throws(Violation) {
    let index = lanes.firstIndex { $0.lane.id == opening.lane }
    let isRaised = effects.contains { if case .command = $0 { true } else { false } }
    let isLate = now.moment - opening.askedAt > layout.freshness
    let barrier = index.flatMap { lanes[$0].lane.barrier }
    let isHeld = barrier.map { hold(barrier: $0.id) == .closed } ?? false
    let mayOpen = barrier != nil && !isLate && !isHeld
    if isRaised != mayOpen, isRaised || !mayBeInterlocked(index) {
      throw Violation(
        mayOpen ? "service" : "P5",
        "an operator's order \(mayOpen ? "does nothing" : "opens what it may not")")
    }
  }

  /// After a turn: what the keeper shows is what the sensors say.
  mutating func look(_ keeper: GateKeeper) throws(Violation) {
    try lookAtDesk(keeper)
    for key in keptAlarms
    where !keeper.openAlarms.contains(where: { "\($0.code.rawValue) \($0.subject)" == key }) {
      if alarms[key] != nil { throw Violation("P8", "\(key) was open before the restart and is forgotten") }
    }
    keptAlarms = []
    for view in keeper.laneViews {
      guard let barrier = view.barrier, let index = laneIndex(of: barrier) else { continue }
      let limit = (lanes[index].lane.barrier?.staleAfter ?? .zero) + .seconds(1)
      let isFresh = lanes[index].told.map { now.moment - $0.at <= limit } ?? false
      if !isFresh, view.presence != .unknown {
        throw Violation("P4", "\(barrier) shows a loop that is stale")
      }
    }
    guard isFire, let fireSince, !isJournalOut else { return }
    // What the outage held back follows it.
    guard now.moment - max(fireSince, journalBackAt ?? fireSince) > .seconds(1) else { return }
    for view in keeper.doorViews where view.mode != .lockedOpen {
      throw Violation("P6", "\(view.door) is \(view.mode.rawValue) while the fire panel is in alarm")
    }
    for door in doors where door.lastCommand != .holdReleased {
      throw Violation("P6", "\(door.door.id) was not released while the fire panel is in alarm")
    }
  }
}
