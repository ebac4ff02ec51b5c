internal import AccessModel
internal import GateKeeping
internal import ShellOrder

/// Operators at their desks: every order that they can give, at a human pace, some of them wrong.
extension SiteRun {
  /// What the people at the desk have in hand.
  struct Office {
    var draw = SeedStream(seed: 0, purpose: "desk")
    /// Orders without an answer yet, and when they were given.
    var awaited: [UInt64: Int64] = [:]
    var lastReferral = "1-1"
    var lastHit = "1-1"

    static let staff = ["wu", "li", "zhao", "chen"]
    /// An answer takes no longer than this, in nanoseconds.
    static let answerMax: Int64 = 30_000_000_000
  }

  func planOperators() {
    office.draw = SeedStream(seed: seed, purpose: "desk")
    planSupplies()
    guard plan.faults.contains(.operators) else { return }
    often(9000...30_000) { [unowned self] in setSite() }
    often(2400...9000) { [unowned self] in setLane() }
    often(3600...12_000) { [unowned self] in standOpen() }
    often(12...45) { [unowned self] in answerReferral() }
    often(15...200) { [unowned self] in sayOfHit() }
    often(300...1500) { [unowned self] in handleAlarm() }
    if !plan.layout.areas.isEmpty { often(2000...9000) { [unowned self] in countArea() } }
    often(20_000...50_000) { [unowned self] in
      give(.serviced(office.draw.happens(perMille: 200) ? "no-boom" : lanes[anyLane].barrier))
    }
    each({ 60_000_000_000 }) { [unowned self] () throws(Violation) in
      for (number, at) in office.awaited where now - at > Office.answerMax {
        throw Violation("service", "order \(number) is never answered")
      }
    }
  }

  private func often(_ seconds: ClosedRange<Int>, _ event: @escaping () -> Void) {
    each({ [unowned self] in office.draw.seconds(seconds) }) { [unowned self] in
      if plan.faults.contains(.operators), machine != nil { event() }
    }
  }

  private var anyLane: Int { office.draw.int(0...lanes.count - 1) }
  private var anybody: String { office.draw.pick(Office.staff) }
  private func later(_ seconds: ClosedRange<Int>, _ event: @escaping () -> Void) {
    after(office.draw.seconds(seconds), event)
  }

  private func give(_ wish: OperatorOrder.Wish, by name: String? = nil) {
    let name = name ?? anybody
    // Now and then an order that lay about for a while.
    let age: Int64 = office.draw.happens(perMille: 25) ? -Int64(office.draw.int(2...40)) : 0
    hand { [moment] number in
      .operatorOrders(
        OperatorOrder(
          number: number, wish: wish, operatorName: name, reason: "sim", askedAt: moment + .seconds(age)))
    }
  }

  private func hand(_ order: (UInt64) -> GateInput) {
    orders += 1
    let number = orders
    let isTaken = offer([order(number)]) { [unowned self] _ in office.awaited[number] = nil }
    if isTaken { office.awaited[number] = now }
  }

  // MARK: - site and lanes

  private func setSite() {
    give(.site(office.draw.pick([.elevated, .lockdown, .evacuation, .evacuation])))
    if office.draw.happens(perMille: 200) {
      later(20...200) { [unowned self] in give(.site(office.draw.pick(SiteMode.allCases))) }
    }
    later(200...1500) { [unowned self] in give(.site(.normal)) }
    // Whoever may, ends it in the end.
    later(1600...2400) { [unowned self] in give(.site(.normal), by: "li") }
  }

  private var laneName: LaneID {
    office.draw.happens(perMille: 60) ? "nowhere" : lanes[anyLane].plan.lane.id
  }

  private func setLane() {
    let lane = laneName
    give(.lane(lane, .mode(office.draw.pick(LaneMode.allCases))))
    later(120...1500) { [unowned self] in give(.lane(lane, .mode(nil))) }
  }

  private func standOpen() {
    let lane = laneName
    let vehicles = office.draw.pick([1, 2, 3, 6, 0])
    let convoy = LaneWish.convoy(
      vehicles: vehicles, within: .seconds(office.draw.pick([60, 300, 900, 7200])))
    give(.lane(lane, office.draw.happens(perMille: 500) ? .holdOpen : convoy))
    later(60...900) { [unowned self] in give(.lane(lane, .endHold)) }
  }

  private func answerReferral() {
    guard let waiting = machine?.order.keeper.pendingReferrals, let last = waiting.last else {
      if office.draw.happens(perMille: 4) { give(.answer(decision: office.lastReferral, isGranted: true)) }
      return
    }
    guard office.draw.happens(perMille: 700) else { return }
    let isOld = office.draw.happens(perMille: 80)
    give(
      .answer(
        decision: isOld ? office.lastReferral : last.decision.id,
        isGranted: office.draw.happens(perMille: 600)))
    office.lastReferral = last.decision.id
  }

  private func countArea() {
    let area: AreaID =
      office.draw.happens(perMille: 60) ? "no-area" : office.draw.pick(plan.layout.areas).id
    switch office.draw.int(0...9) {
    case 0...4: give(.area(area, .count(office.draw.pick([0, 0, 1, 2, 5, -1]))))
    case 5...7: give(.area(area, .forgive(subject: "credential C\(office.draw.int(0...19))")))
    default: give(.area(area, .forgiveAll))
    }
  }

  /// By hand, whatever moves at this moment.
  func openByHand() {
    let name = anybody
    if doors.isEmpty || office.draw.happens(perMille: 500) {
      let lane = laneName
      return hand { [moment] number in
        .operatorOpens(
          OperatorOpening(number: number, lane: lane, operatorName: name, reason: nil, askedAt: moment))
      }
    }
    let door = doors[office.draw.int(0...doors.count - 1)].door.id
    hand { [moment] number in
      .operatorSetsDoor(
        OperatorDoorOrder(
          number: number, door: door, order: .release, operatorName: name, reason: nil, askedAt: moment))
    }
  }

  // MARK: - claims and alarms

  func sayOfHit() {
    guard let views = machine?.order.keeper.hitViews else { return }
    let old = office.draw.happens(perMille: 80) || views.isEmpty
    if views.isEmpty, !office.draw.happens(perMille: 5) { return }
    let hit = old ? office.lastHit : office.draw.pick(views).hit.id
    let verifies = office.draw.happens(perMille: 500)
    say(verifies, of: hit, by: anybody)
    office.lastHit = hit
    // A second person, who may be the first one again, or of another mind.
    guard office.draw.happens(perMille: 700) else { return }
    later(5...90) { [unowned self] in
      say(office.draw.happens(perMille: 850) ? verifies : !verifies, of: hit, by: anybody)
    }
  }

  private func say(_ verifies: Bool, of hit: String, by name: String) {
    let reason: String? = office.draw.happens(perMille: 60) ? nil : "looked"
    hand { number in
      .operatorOnHit(
        OperatorHitOrder(number: number, hit: hit, verifies: verifies, operatorName: name, reason: reason))
    }
  }

  func handleAlarm() {
    guard let views = machine?.order.keeper.alarmViews else { return }
    for _ in 0..<min(3, views.count + 1) {
      // One that is over, or never was.
      let isOld = views.isEmpty || office.draw.happens(perMille: 80)
      let number = isOld ? UInt64(office.draw.int(0...60)) : office.draw.pick(views).alarm.number
      let span = Span.seconds(office.draw.pick([0, 40, 600, 7200, 18_000]))
      let deed: OperatorAlarmOrder.Deed =
        switch office.draw.int(0...9) {
        case 0...5: .acknowledge
        case 6, 7: .shelve(span)
        default: .unshelve
        }
      let name = anybody
      hand { order in
        .operatorOnAlarm(
          OperatorAlarmOrder(number: order, alarm: number, deed: deed, operatorName: name, reason: nil))
      }
    }
  }
}
