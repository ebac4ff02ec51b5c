internal import AccessModel
internal import GateKeeping

/// Orders: each answered once and recorded with its name, carried out when nothing is against it (P2, P5).
extension PromiseBook {
  /// One answer and one record for each order, which say the same.
  func answered(_ input: GateInput, _ effects: [GateEffect]) throws(Violation) {
    let (number, name): (UInt64, String)
    switch input {
    case .operatorOpens(let order): (number, name) = (order.number, order.operatorName)
    case .operatorSetsDoor(let order): (number, name) = (order.number, order.operatorName)
    case .operatorOrders(let order): (number, name) = (order.number, order.operatorName)
    case .operatorOnAlarm(let order): (number, name) = (order.number, order.operatorName)
    case .operatorOnHit(let order): (number, name) = (order.number, order.operatorName)
    case .plateRead, .barrierSensed, .commandOutcome, .deviceHealth, .credentialPresented, .inputSensed,
      .doorOutcome, .credentials, .calendar, .rulePacks, .lists, .layout, .journal, .condition,
      .conditionOver, .note, .tick:
      return
    }
    var (answers, records): ([Bool], [Bool]) = ([], [])
    for effect in effects {
      if case .operatorAnswer(let answered, let isAccepted, _) = effect {
        answers.append(isAccepted)
        if answered != number { throw Violation("service", "order \(answered) is answered, \(number) asked") }
      }
      guard case .record(let event) = effect, case .operatorCommanded(let fact) = event.fact else { continue }
      if fact.operatorName == name { records.append(fact.accepted) }
    }
    guard answers.count == 1, answers == records else {
      throw Violation("service", "order \(number) has the answers \(answers) and the records \(records)")
    }
  }

  static func isAccepted(_ number: UInt64, in effects: [GateEffect]) -> Bool {
    effects.contains { if case .operatorAnswer(number, true, _) = $0 { true } else { false } }
  }

  mutating func look(_ order: OperatorOrder, _ effects: [GateEffect]) throws(Violation) {
    let isAccepted = Self.isAccepted(order.number, in: effects)
    let isLate = now.moment - order.askedAt > layout.freshness
    if isLate {
      if isAccepted { throw Violation("P2", "an order that waited for too long is carried out") }
      return
    }
    func expect(_ may: Bool, _ what: String) throws(Violation) {
      guard isAccepted != may else { return }
      throw Violation(may ? "service" : "P5", "\(what) is \(may ? "refused" : "carried out")")
    }
    switch order.wish {
    case .site(let mode):
      let asked = mode == .evacuation ? [mode] : [desk.mode, mode]
      let may = asked.allSatisfy { isPermitted(order.operatorName, $0) }
      try expect(may, "\(mode.rawValue), ordered by \(order.operatorName),")
      guard isAccepted else { return }
      stand(in: mode)
      if mode == .evacuation { try checkExits(effects) }
    case .lane(let id, let wish):
      guard let index = lanes.firstIndex(where: { $0.lane.id == id }) else {
        return try expect(false, "an order for \(id), which is not there,")
      }
      try look(wish, lane: index, isAccepted: isAccepted)
    case .answer(let id, let isGranted): try answer(id, isGranted, order, isAccepted: isAccepted, effects)
    case .area(let id, let wish): try look(wish, area: id, isAccepted: isAccepted)
    case .serviced(let id): try expect(laneIndex(of: id) != nil, "a service of \(id)")
    }
  }

  private func isPermitted(_ name: String, _ mode: SiteMode) -> Bool {
    let names =
      switch mode {
      case .normal: [String]()
      case .elevated: layout.modes.elevatedBy
      case .lockdown: layout.modes.lockdownBy
      case .evacuation: layout.modes.evacuationBy
      }
    return names.isEmpty || names.contains(name)
  }

  /// Exits open when the site is being left.
  private func checkExits(_ effects: [GateEffect]) throws(Violation) {
    for (index, facts) in lanes.enumerated() where desk.lanes[index].standing == .evacuation {
      guard let barrier = facts.lane.barrier, let told = facts.told, !isJournalOut, !isFire,
        now.moment - told.at <= barrier.staleAfter, told.closedLimit == true, told.openLimit != true,
        hold(barrier: barrier.id) == .open,
        facts.commandedAt.map({ now.moment - $0 > barrier.travelMax }) ?? true
      else { continue }
      let isRaised = effects.contains {
        if case .command(let command) = $0 {
          command.barrier == barrier.id && command.action == .raise
        } else {
          false
        }
      }
      if !isRaised { throw Violation("P6", "\(barrier.id) stays closed in an evacuation") }
    }
  }

  private mutating func look(_ wish: LaneWish, lane index: Int, isAccepted: Bool) throws(Violation) {
    let facts = desk.lanes[index]
    let isHeldClosed = hold(barrier: lanes[index].lane.barrier?.id) == .closed
    let mayStand = desk.mode != .lockdown && !isHeldClosed && !isInPort(index)
    let may: Bool?
    switch wish {
    case .mode(let mode): may = mode != .freeFlow || mayStand
    case .holdOpen: may = mayStand && laneMode(index) != .closed
    case .convoy(let vehicles, let span):
      let isSound = (1...100).contains(vehicles) && span > .zero && span <= .seconds(3600)
      may = isSound && mayStand && laneMode(index) != .closed
    // Whether a convoy is through, only the loops know.
    case .endHold: may = facts.standing != nil ? true : facts.convoyUntil == nil ? false : nil
    }
    let wanted = facts.standing == .evacuation ? false : may
    if let wanted, wanted != isAccepted {
      throw Violation(
        wanted ? "service" : "P5",
        "\(wish) at \(lanes[index].lane.id) is \(wanted ? "refused" : "carried out")")
    }
    guard isAccepted else { return }
    switch wish {
    case .mode(let mode):
      desk.lanes[index].mode = mode
      let staysOpen = mode == .open && facts.standing != .freeFlow
      desk.lanes[index].standing = mode == .freeFlow ? .freeFlow : staysOpen ? facts.standing : nil
      if !staysOpen { desk.lanes[index].convoyUntil = nil }
    case .holdOpen: (desk.lanes[index].standing, desk.lanes[index].convoyUntil) = (.hold, nil)
    case .convoy(_, let span):
      (desk.lanes[index].standing, desk.lanes[index].convoyUntil) = (nil, now.moment + span)
    case .endHold: (desk.lanes[index].standing, desk.lanes[index].convoyUntil) = (nil, nil)
    }
  }

  /// What a record tells of orders and what they are about; looked at before the other checkers do.
  mutating func lookAtDesk(_ event: GateEvent, _ input: GateInput, _ effects: [GateEffect]) throws(Violation)
  {
    switch event.fact {
    case .accessDecided(let decision):
      try checkMode(decision)
      try checkReferral(decision, input)
      try checkAreas(decision)
      if decision.outcome == .diverted { lead(decision, effects) }
    case .accessEnded(let passage): end(areas: passage)
    case .hitPending(let hit):
      desk.claims[hit.id] = DeskFacts.Claim(verifiersMin: hit.match.verifiersMin, since: now.moment)
    case .hitDecided(let decision): try checkClaim(decision, input)
    case .alarmRaised(let alarm): try raised(alarm)
    case .alarmCleared(let alarm): cleared(alarm)
    case .alarmUnshelved(let handling): try unshelved(handling)
    case .alarmEscalated(let handling): try checkEscalation(handling)
    case .operatorCommanded(let fact): try endMode(fact)
    case .plateRead, .barrierCommanded, .barrierAnswered, .barrierMoved, .credentialPresented,
      .credentialMisread, .doorCommanded, .doorAnswered, .doorChanged, .inputChanged, .lampCommanded,
      .lampAnswered, .alarmAcknowledged,
      .alarmShelved, .deviceChanged, .deviceReported, .siteStarted, .siteStopping, .settingsApplied,
      .settingsRefused, .listLoaded, .eventQuarantined:
      break
    }
  }

  /// A vehicle that is led aside passes the barrier of another lane.
  private mutating func lead(_ decision: AccessDecision, _ effects: [GateEffect]) {
    for case .record(let event) in effects {
      guard case .barrierCommanded(let fact) = event.fact, fact.cause == .decision(decision.id),
        let index = laneIndex(of: fact.command.barrier)
      else { continue }
      let isOccupied = lanes[index].told?.presence == .occupied
      lanes[index].grants.append(Grant(decision: decision.id, at: now.moment, sawOccupied: isOccupied))
      lanes[index].owesLowerSince = nil
    }
  }

  /// After a turn: what operators are shown is what they ordered and what was recorded.
  mutating func lookAtDesk(_ keeper: GateKeeper) throws(Violation) {
    desk.isUnlooked = false
    if desk.takesFromDisk {
      desk.takesFromDisk = false
      (desk.mode, desk.modeUntil) = (keeper.siteMode, layout.modes.elevatedMax.map { now.moment + $0 })
      for (index, view) in keeper.laneViews.enumerated() where view.mode != lanes[index].lane.mode {
        desk.lanes[index].mode = view.mode
      }
      for (index, view) in keeper.doorViews.enumerated() where view.heldBy == nil && view.mode != .accessed {
        doors[index].mode = view.mode
      }
      for (index, count) in keeper.areaCounts.enumerated() {
        (desk.areas[index].count, desk.areas[index].hasFirst) = (count.count, count.hasFirst)
      }
    }
    if keeper.siteMode != desk.mode {
      throw Violation(
        "mode", "the site is shown as \(keeper.siteMode.rawValue), ordered was \(desk.mode.rawValue)")
    }
    for (index, count) in keeper.areaCounts.enumerated() where count.count != desk.areas[index].count {
      throw Violation(
        "area", "\(count.area) is said to hold \(count.count), by its passages \(desk.areas[index].count)")
    }
    for number in desk.latched where desk.alarms[number]?.isActive == false {
      guard !keeper.alarmViews.contains(where: { $0.alarm.number == number }) else { continue }
      throw Violation("alarm", "alarm \(number) is latched, nobody acknowledged it, and it is gone")
    }
    desk.latched.removeAll(keepingCapacity: true)
  }

  /// What time brings to those who wait.
  func checkDesk() throws(Violation) {
    for (id, waiting) in desk.waiting where now.moment - waiting.until > .seconds(2) {
      throw Violation("referral", "\(id) waits on after its time-out")
    }
    for (number, alarm) in desk.alarms {
      if let until = alarm.shelvedUntil, now.moment - until > .seconds(2) {
        throw Violation("alarm", "alarm \(number) stays shelved after its time")
      }
    }
    if let until = desk.modeUntil, desk.mode == .elevated, now.moment - until > .seconds(2) {
      throw Violation("mode", "elevated lasts for longer than the site allows")
    }
  }
}
