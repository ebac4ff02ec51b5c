internal import AccessModel
internal import GateKeeping
internal import PlateMatching
internal import ShellOrder

/// One step: what was told, what followed, and whether it may follow.
extension PromiseBook {
  mutating func look(_ input: GateInput, _ effects: [GateEffect]) throws(Violation) {
    steps += 1
    coverage.count(input, effects, grants: lanes.lazy.map(\.grants.count))
    try answered(input, effects)
    try take(input, effects)
    try checkOrder(effects)
    for effect in effects {
      switch effect {
      case .record(let event): try look(event, input, effects)
      case .command(let command): try look(command, input, effects)
      case .doorCommand(let command): try look(command, input, effects)
      case .lampCommand, .signal, .operatorAnswer: break
      }
    }
    try checkService(input, effects)
  }

  /// What the checkers learn of an input before they look at what followed.
  private mutating func take(_ input: GateInput, _ effects: [GateEffect]) throws(Violation) {
    desk.neverWritten = nil
    switch input {
    case .plateRead(let received): try look(received, effects)
    case .barrierSensed(let reading): try sense(reading, effects)
    case .credentialPresented(let received):
      try look(received, effects)
      try lookAtLane(received, effects)
    case .inputSensed(let sensed): try sense(sensed, effects)
    case .deviceHealth(let health):
      try expect(health, effects)
      guard health.state == .offline else { return }
      for index in lanes.indices where lanes[index].lane.barrier?.device == health.device {
        forgetSensors(index)
      }
    case .lists(let next): lists = next.compactMap { known[$0.edition] }
    case .layout(let next, let indexes):
      layout = next
      lists = indexes.compactMap { known[$0.edition] }
    case .credentials(let next): register = next.edition
    case .journal(let isAvailable):
      isJournalOut = !isAvailable
      journalBackAt = isAvailable ? now.moment : nil
    case .operatorOpens(let opening): try look(opening, effects)
    case .operatorSetsDoor(let order): try look(order, effects)
    case .operatorOrders(let order): try look(order, effects)
    case .operatorOnAlarm(let order): try look(order, effects)
    case .operatorOnHit(let order): try look(order, effects)
    case .rulePacks(let book): desk.packs = book.packs
    case .commandOutcome(let outcome):
      desk.neverWritten = Self.isNeverWritten(outcome) ? outcome.barrier : nil
    case .doorOutcome, .calendar, .condition, .conditionOver, .note, .tick:
      break
    }
  }

  mutating func forgetSensors(_ index: Int) {
    lanes[index].told = nil
    (lanes[index].clearSince, lanes[index].openSince, lanes[index].betweenSince) = (nil, nil, nil)
    lanes[index].owesLowerSince = nil
  }

  /// P1 and P11 within a step: a command follows its record, which names it.
  private func checkOrder(_ effects: [GateEffect]) throws(Violation) {
    var recorded: Set<UInt64> = []
    for effect in effects {
      switch effect {
      case .record(let event):
        if case .barrierCommanded(let fact) = event.fact { recorded.insert(fact.command.number) }
        if case .doorCommanded(let fact) = event.fact { recorded.insert(fact.command.number) }
        if case .lampCommanded(let fact) = event.fact { recorded.insert(fact.command.number) }
      case .command(let command):
        if !recorded.contains(command.number) { throw Violation("P1", "a command without its record") }
      case .doorCommand(let command):
        if !recorded.contains(command.number) { throw Violation("P1", "a door command without its record") }
      case .lampCommand(let command):
        if !recorded.contains(command.number) { throw Violation("P1", "a lamp command without its record") }
      case .signal, .operatorAnswer: break
      }
    }
  }

  private mutating func look(_ event: GateEvent, _ input: GateInput, _ effects: [GateEffect])
    throws(Violation)
  {
    try lookAtDesk(event, input, effects)
    switch event.fact {
    case .accessDecided(let decision): try explain(decision)
    case .accessEnded(let passage): try end(passage)
    case .lampCommanded(let fact): try light(fact)
    case .alarmRaised(let alarm):
      let key = Self.key(of: alarm)
      if !learns(AlarmFact(key: key, isRaised: true)), alarms[key] != nil {
        throw Violation("alarm", "\(key) is raised twice")
      }
      alarms[key] = now.moment
      if alarm.code == .clockOffset, clockFaults[DeviceID(alarm.subject), default: 0] < 3 {
        throw Violation("alarm", "the clock of \(alarm.subject) is called off too soon")
      }
      if alarm.code == .duress, !isDuress(input) {
        throw Violation("alarm", "\(alarm.subject) is called duress, and is none")
      }
      if alarm.code == .openTooLong { try checkPatience(alarm) }
      if alarm.code == .attemptsExceeded, let index = doorIndex(reader: alarm.subject) {
        doors[index].blockedAt = now.moment
      }
    case .alarmCleared(let alarm):
      let key = Self.key(of: alarm)
      let isUnsure = learns(AlarmFact(key: key, isRaised: false))
      guard let since = alarms.removeValue(forKey: key) else {
        if isUnsure { break }
        throw Violation("alarm", "\(key) is cleared and was not open")
      }
      if alarm.code == .watchlistHit, since > .zero, now.moment - since < layout.alarms.hitLapse,
        !desk.claimsEnded.contains(alarm.subject)
      {
        throw Violation("P8", "a claim lapsed after \((now.moment - since).milliseconds) ms")
      }
    case .plateRead, .barrierCommanded, .barrierAnswered, .barrierMoved, .credentialPresented,
      .credentialMisread, .doorCommanded, .doorAnswered, .doorChanged, .inputChanged, .hitPending,
      .lampAnswered,
      .hitDecided, .alarmAcknowledged, .alarmShelved, .alarmUnshelved, .alarmEscalated,
      .deviceChanged, .deviceReported, .operatorCommanded, .siteStarted, .siteStopping, .settingsApplied,
      .settingsRefused, .listLoaded, .eventQuarantined:
      break
    }
  }

  private func isDuress(_ input: GateInput) -> Bool {
    guard case .credentialPresented(let received) = input else { return false }
    let identifier = received.presented.identifier
    return identifier.kind == .pin && credentials.contains { $0.duressPIN == identifier.value }
  }

  private func checkPatience(_ alarm: Alarm) throws(Violation) {
    guard let index = lanes.firstIndex(where: { $0.lane.barrier?.id.rawValue == alarm.subject }) else {
      return
    }
    let span = (lanes[index].lane.barrier?.openMax ?? .zero) - .seconds(1)
    if lanes[index].openSince.map({ now.moment - $0 >= span }) ?? false { return }
    throw Violation("alarm", "\(alarm.subject) is called open for too long, and is not")
  }

  /// P11: reasons in order, none twice, at least one; versions and clock as they are.
  private mutating func explain(_ decision: AccessDecision) throws(Violation) {
    let ranks = decision.reasons.compactMap { AccessReason.allCases.firstIndex(of: $0) }
    guard !ranks.isEmpty, zip(ranks, ranks.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Violation("P11", "decision \(decision.id) has the reasons \(decision.reasons)")
    }
    guard decision.settingsVersion == layout.settingsVersion,
      decision.clockIsSynchronised == now.clockIsSynchronised, decision.id.hasPrefix("\(run)-")
    else { throw Violation("P11", "decision \(decision.id) tells the wrong run, settings or clock") }
    guard decision.outcome == .granted else { return }
    if let lane = laneIndex(decision.accessPoint) {
      if lanes[lane].lane.barrier != nil {
        let isOccupied = lanes[lane].told?.presence == .occupied
        lanes[lane].grants.append(Grant(decision: decision.id, at: now.moment, sawOccupied: isOccupied))
        lanes[lane].owesLowerSince = nil
      }
    } else if let door = doorIndex(reader: decision.accessPoint.rawValue) {
      doors[door].explainedAt = now.moment
      doors[door].grants.insert(decision.id)
    }
  }

  /// A passage ends once, of a decision that granted, and only as the sensors prove it.
  private mutating func end(_ passage: Passage) throws(Violation) {
    if let door = doorIndex(reader: passage.accessPoint.rawValue) {
      if doors[door].grants.remove(passage.decision) == nil {
        throw Violation("passage", "\(passage.decision) ends and was not open")
      }
      let isOpen = doors[door].contact == .active
      if passage.ending == .taken, !isOpen { throw Violation("passage", "taken through a closed door") }
      if passage.ending == .notTaken, isOpen { throw Violation("passage", "not taken, and the door is open") }
      return
    }
    // Whoever is led aside passes the barrier of another lane.
    let here = lanes.firstIndex { $0.grants.contains { $0.decision == passage.decision } }
    guard let lane = here ?? laneIndex(passage.accessPoint) else { return }
    guard let at = lanes[lane].grants.firstIndex(where: { $0.decision == passage.decision }) else {
      throw Violation("passage", "\(passage.decision) ends and was not open")
    }
    let grant = lanes[lane].grants.remove(at: at)
    let presence = lanes[lane].told?.presence ?? .unknown
    if presence == .occupied, grant.sawOccupied, !lanes[lane].grants.isEmpty {
      // Who stands there has the next grant.
      lanes[lane].grants[0].sawOccupied = true
    }
    if passage.ending == .taken, !grant.sawOccupied || presence != .clear {
      throw Violation("passage", "\(passage.decision) is taken and nobody was on the loop")
    }
    let span = lanes[lane].lane.barrier?.passageMax ?? .zero
    let isNeverWritten = isNeverRaised(lane)
    if passage.ending == .unconfirmed, isNeverWritten, lanes[lane].grants.isEmpty {
      throw Violation("passage", "\(passage.decision) may have passed a boom that nothing has moved")
    }
    if passage.ending == .notTaken, now.moment - grant.at < span, !isNeverWritten {
      throw Violation("passage", "\(passage.decision) ends before its time is out")
    }
    if passage.ending == .notTaken, presence != .clear, !isNeverWritten {
      throw Violation("passage", "\(passage.decision) is not taken, by a loop that is \(presence)")
    }
    let closing = lanes[lane].lane.barrier?.closing
    if passage.ending == .taken, lanes[lane].grants.isEmpty, closing == .gatehouse,
      lanes[lane].openSince != nil
    {
      lanes[lane].owesLowerSince = now.moment
    }
  }

  func laneIndex(_ accessPoint: AccessPointID) -> Int? {
    lanes.firstIndex { $0.lane.accessPoints.contains { $0.id == accessPoint } }
  }

  func laneIndex(of barrier: BarrierID) -> Int? { lanes.firstIndex { $0.lane.barrier?.id == barrier } }

  func doorIndex(reader: String) -> Int? {
    doors.firstIndex {
      $0.door.id.rawValue == reader || $0.door.readers.contains { $0.accessPoint.rawValue == reader }
    }
  }

  func raises(_ code: AlarmCode, _ subject: String, in effects: [GateEffect]) -> Bool {
    let key = "\(code.rawValue) \(subject)"
    if alarms[key] != nil || unsureAlarms.contains(key) { return true }
    return effects.contains {
      guard case .record(let event) = $0, case .alarmRaised(let alarm) = event.fact else { return false }
      return alarm.code == code && alarm.subject == subject
    }
  }

  private func expect(_ health: DeviceHealth, _ effects: [GateEffect]) throws(Violation) {
    guard health.state == .offline, !raises(.deviceOffline, health.device.rawValue, in: effects) else {
      return
    }
    throw Violation("alarm", "\(health.device) is offline and nobody is told")
  }

  /// What holds a barrier or a door, by what the points say.
  func hold(barrier: BarrierID? = nil, door: DoorID? = nil) -> Hold.State? {
    if isFire { return .open }
    let active = layout.holds.filter { hold in
      let concerns = barrier.map(hold.barriers.contains) ?? door.map(hold.doors.contains) ?? false
      return concerns && isActive(hold.cause.name)
    }
    if active.contains(where: { $0.state == .closed }) { return .closed }
    let index = barrier.flatMap(laneIndex(of:))
    return active.first?.state ?? index.flatMap { desk.lanes[$0].standing == nil ? nil : .open }
  }

  /// A lamp burns while an input that lights it demands it, and goes out when none does.
  private func light(_ fact: LampCommandFact) throws(Violation) {
    let isDemanded = layout.holds.contains { hold in
      guard case .input(let point) = hold.cause else { return false }
      return hold.lamps.contains(fact.command.lamp) && isActive(point)
    }
    if fact.command.isLit, fact.heldBy == "tunnel", !isDemanded {
      throw Violation("lamp", "\(fact.command.lamp) is lit and nothing demands it")
    }
    if !fact.command.isLit, isDemanded { throw Violation("lamp", "\(fact.command.lamp) goes out too soon") }
  }

  private func isActive(_ point: InputPointID) -> Bool {
    switch points[point] {
    case .active: true
    case .value(let value): value > 30_000
    case .inactive, .faulty, .stale, nil: false
    }
  }
}
