internal import AccessModel
internal import GateKeeping

/// Referrals: each ends once, by a named person, by what it lacked, by its time-out, or with its vehicle.
extension PromiseBook {
  mutating func checkReferral(_ decision: AccessDecision, _ input: GateInput) throws(Violation) {
    if let id = decision.answers {
      guard let waiting = desk.waiting.removeValue(forKey: id) else {
        throw Violation("referral", "\(id) is answered by \(decision.id) and does not wait")
      }
      guard waiting.accessPoint == decision.accessPoint else {
        throw Violation("referral", "\(id) is answered at another place")
      }
      try checkAnswer(decision, id, waiting, input)
    } else if laneIndex(decision.accessPoint) != nil, !isOpening(input), !decision.reasons.contains(.freeExit)
    {
      // The newer one is about what stands there now.
      desk.waiting = desk.waiting.filter { $0.value.accessPoint != decision.accessPoint }
    }
    guard decision.outcome == .referred else { return }
    var rule = ReferralRule(timeout: .seconds(60))
    if let index = laneIndex(decision.accessPoint) {
      rule =
        lanes[index].lane.accessPoints.first { $0.id == decision.accessPoint }?.referral ?? rule
    } else {
      desk.waiting = desk.waiting.filter { $0.value.accessPoint != decision.accessPoint }
    }
    desk.waiting[decision.id] = DeskFacts.Waiting(
      accessPoint: decision.accessPoint, until: now.moment + rule.timeout,
      grantsAfterwards: rule.grantsAfterwards, isClaimed: decision.reasons.contains(.watchlistHit))
  }

  private func isOpening(_ input: GateInput) -> Bool {
    if case .operatorOpens = input { true } else { false }
  }

  private func checkAnswer(
    _ decision: AccessDecision, _ id: String, _ waiting: DeskFacts.Waiting, _ input: GateInput
  ) throws(Violation) {
    let isGranted = decision.outcome == .granted
    if decision.reasons.contains(.referralTimedOut) {
      guard now.moment >= waiting.until, decision.operatorName == nil else {
        throw Violation("referral", "\(id) times out before its time")
      }
      if isGranted, !waiting.grantsAfterwards { throw Violation("referral", "\(id) is granted by time") }
      if isGranted, waiting.isClaimed { throw Violation("P8", "\(id) is claimed, and granted by time") }
      return
    }
    if let name = decision.operatorName {
      guard case .operatorOrders(let order) = input, order.operatorName == name,
        order.wish == .answer(decision: id, isGranted: isGranted)
      else { throw Violation("referral", "\(id) is answered by \(name), who did not") }
      return
    }
    // What it lacked has come: judged anew, so a claim still waits for a person.
    guard isGranted, let index = laneIndex(decision.accessPoint),
      let point = lanes[index].lane.accessPoints.first(where: { $0.id == decision.accessPoint })
    else { throw Violation("referral", "\(id) ends as \(decision.outcome) by itself") }
    let ruling = ruling(decision.plate, at: point)
    if ruling.isHeld, !ruling.hits.contains(where: { isPardoned($0, decision.plate, point) }) {
      throw Violation("P8", "\(id) is claimed, and let in by a card")
    }
    let isLetThrough =
      desk.mode == .evacuation || laneMode(index) == .freeFlow || desk.lanes[index].convoyUntil != nil
    if ruling.outcome != .granted, !ruling.isHeld, !isLetThrough {
      throw Violation("P3", "\(id) is let in, and no list admits it")
    }
    if let seen = desk.lanes[index].seenAt[point.id], now.moment - seen <= .seconds(60) { return }
    throw Violation("P2", "\(id) is let in long after it was seen")
  }

  /// An operator's word: for what waits, and not against the iron.
  func answer(
    _ id: String, _ isGranted: Bool, _ order: OperatorOrder, isAccepted: Bool, _ effects: [GateEffect]
  ) throws(Violation) {
    guard let waiting = desk.waiting[id] else {
      if isAccepted { throw Violation("referral", "\(id) is answered and does not wait") }
      return
    }
    var may: Bool? = true
    if isGranted, let index = laneIndex(waiting.accessPoint) {
      let isHeldClosed = hold(barrier: lanes[index].lane.barrier?.id) == .closed
      may = isHeldClosed ? false : isInPort(index) ? nil : true
    } else if isGranted {
      may = nil
    }
    if let may, may != isAccepted {
      throw Violation("referral", "\(id) is \(may ? "not answered" : "granted against what is held closed")")
    }
    let ends = Self.decisions(in: effects).count { $0.answers == id }
    if isAccepted, ends != 1 { throw Violation("referral", "\(id) is answered and ends \(ends) times") }
  }
}
