internal import AccessModel
internal import GateKeeping

/// Claims and alarms: what people say of them, and what time does (P8).
extension PromiseBook {
  mutating func look(_ order: OperatorHitOrder, _ effects: [GateEffect]) throws(Violation) {
    guard Self.isAccepted(order.number, in: effects) else { return }
    if desk.claimsEnded.contains(order.hit) { throw Violation("P8", "hit \(order.hit) is decided twice") }
    guard order.reason?.contains(where: { $0 != " " }) ?? false else {
      throw Violation("P8", "hit \(order.hit) is decided without a reason")
    }
    guard let claim = desk.claims[order.hit] else { return }
    if claim.voices[order.operatorName] == order.verifies {
      throw Violation("P8", "\(order.operatorName) counts twice for hit \(order.hit)")
    }
    desk.claims[order.hit]?.voices[order.operatorName] = order.verifies
    let isDecided = effects.contains {
      if case .record(let event) = $0, case .hitDecided = event.fact { true } else { false }
    }
    if !isDecided, claim.since != nil { try expectMoreVoices(order.hit) }
  }

  private func expectMoreVoices(_ hit: String) throws(Violation) {
    guard let claim = desk.claims[hit] else { return }
    let most = [true, false].map { side in claim.voices.values.count { $0 == side } }.max() ?? 0
    if most >= claim.verifiersMin { throw Violation("P8", "hit \(hit) has its voices and is not decided") }
  }

  /// Once, by as many different people as the entry asks for, or by its time.
  mutating func checkClaim(_ decision: HitDecision, _ input: GateInput) throws(Violation) {
    let id = decision.hit.id
    guard desk.claimsEnded.insert(id).inserted else { throw Violation("P8", "hit \(id) ends twice") }
    guard let claim = desk.claims.removeValue(forKey: id) else { return }
    switch decision.outcome {
    case .lapsed:
      // One that had to make room is no lapse by time; a site is too small for that.
      if let since = claim.since, now.moment - since < layout.alarms.hitLapse {
        throw Violation("P8", "hit \(id) lapsed before its time")
      }
    case .verified, .rejected:
      guard case .operatorOnHit(let order) = input, order.hit == id,
        order.verifies == (decision.outcome == .verified)
      else { throw Violation("P8", "hit \(id) is \(decision.outcome.rawValue) by nobody") }
      let persons = Set(decision.voices.filter { $0.verifies == order.verifies }.map(\.operatorName))
      if persons.count < claim.verifiersMin {
        throw Violation("P8", "hit \(id) is \(decision.outcome.rawValue) by \(persons.count) persons")
      }
      if decision.outcome == .rejected {
        let hit = decision.hit
        desk.pardons["\(hit.accessPoint) \(hit.match.entryID) \(hit.plate)"] = now.moment
      }
    }
  }

  /// Whether people have rejected this claim of this plate, and it may be the same vehicle still.
  func isPardoned(_ entry: WatchlistEntry, _ plate: String?, _ point: AccessPoint) -> Bool {
    guard let plate, let at = desk.pardons["\(point.id) \(entry.id) \(plate)"] else { return false }
    return now.moment - at < .seconds(900)
  }

  // MARK: - alarms

  mutating func look(_ order: OperatorAlarmOrder, _ effects: [GateEffect]) throws(Violation) {
    let isAccepted = Self.isAccepted(order.number, in: effects)
    guard let alarm = desk.alarms[order.alarm] else { return }
    let name = "alarm \(order.alarm)"
    switch order.deed {
    case .acknowledge:
      let may = !alarm.isAcknowledged && alarm.shelvedUntil == nil
      if isAccepted != may {
        throw Violation("alarm", "\(name) is \(may ? "not acknowledged" : "acknowledged again")")
      }
      if isAccepted { desk.alarms[order.alarm]?.isAcknowledged = true }
      if isAccepted, !alarm.isActive { desk.alarms[order.alarm] = nil }
    case .shelve(let span):
      let may = alarm.code.priority != .critical && span > .zero && span <= layout.alarms.shelveMax
      if isAccepted != may { throw Violation("alarm", "\(name) is \(may ? "not " : "")put aside") }
      if isAccepted { desk.alarms[order.alarm]?.shelvedUntil = now.moment + span }
    case .unshelve:
      if isAccepted != (alarm.shelvedUntil != nil) { throw Violation("alarm", "\(name) is not on the shelf") }
    }
  }

  mutating func raised(_ alarm: Alarm) throws(Violation) {
    let before = desk.alarms[alarm.number]
    if alarm.code.priority == .critical, alarm.annunciation == .listed {
      throw Violation("alarm", "\(alarm.code.rawValue) is critical and drowned")
    }
    // A shelf outlives a restart: whether this one lies on it, the core alone knows.
    if before == nil, alarm.annunciation == .listed { return }
    desk.alarms[alarm.number] = DeskFacts.AlarmFacts(code: alarm.code, shelvedUntil: before?.shelvedUntil)
    guard before?.shelvedUntil != nil, alarm.annunciation != .listed else { return }
    throw Violation("alarm", "alarm \(alarm.number) is on the shelf and called out")
  }

  mutating func cleared(_ alarm: Alarm) {
    guard let facts = desk.alarms[alarm.number] else { return }
    desk.alarms[alarm.number]?.isActive = false
    if facts.shelvedUntil != nil { return }
    let isLatched = alarm.code.latches && !facts.isAcknowledged
    let mayBeGrouped = desk.alarms.values.contains { $0.code == .deviceOffline }
    if isLatched, !mayBeGrouped { return desk.latched.append(alarm.number) }
    // Under a lost board nothing latches for itself: whether it stands on, the core alone knows.
    desk.alarms[alarm.number] = nil
  }

  mutating func unshelved(_ handling: AlarmHandling) throws(Violation) {
    let number = handling.alarm.number
    guard let alarm = desk.alarms[number] else { return }
    if handling.operatorName == nil, let until = alarm.shelvedUntil, now.moment < until {
      throw Violation("alarm", "alarm \(number) leaves its shelf before its time")
    }
    desk.alarms[number]?.shelvedUntil = nil
    desk.alarms[number]?.isAcknowledged = false
    if !alarm.isActive { desk.alarms[number] = nil }
  }

  func checkEscalation(_ handling: AlarmHandling) throws(Violation) {
    guard let alarm = desk.alarms[handling.alarm.number] else { return }
    if alarm.code.priority != .critical || alarm.isAcknowledged {
      throw Violation("alarm", "alarm \(handling.alarm.number) is told again and need not be")
    }
  }
}
