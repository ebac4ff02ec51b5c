internal import AccessModel
internal import GateKeeping

/// Areas, the two ends of a sally port, and cards at lanes.
extension PromiseBook {
  mutating func look(_ wish: AreaWish, area id: AreaID, isAccepted: Bool) throws(Violation) {
    guard let index = desk.areas.firstIndex(where: { $0.area.id == id }) else {
      if isAccepted { throw Violation("area", "\(id) is not there and was set") }
      return
    }
    switch wish {
    case .count(let count):
      if isAccepted != (0...1_000_000).contains(count) { throw Violation("area", "\(id) is set to \(count)") }
      guard isAccepted else { return }
      desk.areas[index].count = count
      desk.areas[index].hasFirst = desk.areas[index].hasFirst && count > 0
    case .forgive(let subject):
      if desk.knowsPresences, isAccepted != (desk.presences[subject] != nil) {
        throw Violation("area", "\(subject) is \(isAccepted ? "" : "not ")forgiven")
      }
      if isAccepted { desk.presences[subject] = nil }
    case .forgiveAll:
      if !isAccepted { throw Violation("service", "nobody of \(id) is forgiven") }
      desk.presences = desk.presences.filter { $0.value.area != id }
    }
  }

  private func sides(_ accessPoint: AccessPointID) -> (from: AreaID?, to: AreaID?) {
    if let index = laneIndex(accessPoint) {
      let point = lanes[index].lane.accessPoints.first { $0.id == accessPoint }
      return (point?.from, point?.to)
    }
    for door in doors {
      if let reader = door.door.readers.first(where: { $0.accessPoint == accessPoint }) {
        return (reader.from, reader.to)
      }
    }
    return (nil, nil)
  }

  /// Whose presence is noted: of a plate that a list admits, or of the credentials.
  private func subjects(_ decision: AccessDecision, isLane: Bool) -> [String] {
    if isLane, let entry = decision.match?.entry, entry.action == .admit { return ["plate \(entry.plate)"] }
    guard let credential = decision.credential, !isLane || decision.plate == nil else { return [] }
    let others = isLane || decision.answers != nil ? [] : decision.others
    return ([credential] + others).map { "credential \($0)" }
  }

  /// A grant that leads from one area to another: not above what it takes, nobody twice.
  mutating func checkAreas(_ decision: AccessDecision) throws(Violation) {
    guard decision.outcome == .granted, !desk.areas.isEmpty else { return }
    let sides = sides(decision.accessPoint)
    guard sides.from != nil || sides.to != nil else { return }
    let lane = laneIndex(decision.accessPoint)
    let subjects = subjects(decision, isLane: lane != nil)
    let isFirst = ([decision.credential].compactMap { $0 } + decision.others).contains { id in
      credentials.contains { $0.id == id && $0.opensFirst }
    }
    let isLeaving = desk.mode == .evacuation && lane != nil
    let isOpenDoor = lane == nil && isStandingOpen(decision.accessPoint)
    let isFree = decision.reasons.contains(.freeExit)
    if decision.operatorName == nil, !isLeaving, !isOpenDoor, !isFree {
      if let to = sides.to { try checkRoom(decision, to, max(1, subjects.count), isFirst) }
      for subject in subjects { try checkSide(decision, subject, sides, isLane: lane != nil) }
    }
    desk.passings[decision.id] = DeskFacts.Passing(
      subjects: subjects, persons: max(1, subjects.count), sides: sides,
      opensFirst: isFirst && decision.answers == nil)
  }

  private func isStandingOpen(_ accessPoint: AccessPointID) -> Bool {
    guard let index = doorIndex(reader: accessPoint.rawValue) else { return false }
    return doors[index].mode == .lockedOpen || hold(door: doors[index].door.id) == .open
  }

  private func checkRoom(
    _ decision: AccessDecision, _ to: AreaID, _ persons: Int, _ isFirst: Bool
  ) throws(Violation) {
    guard let facts = desk.areas.first(where: { $0.area.id == to }) else { return }
    let expected = desk.passings.values.reduce(0) { $0 + ($1.sides.to == to ? $1.persons : 0) }
    if let most = facts.area.occupancyMax, facts.count + expected + persons > most {
      throw Violation("area", "\(decision.id) is granted into \(to), where \(facts.count) of \(most) are")
    }
    if facts.area.needsFirst, !facts.hasFirst, !isFirst {
      throw Violation("area", "\(decision.id) is granted into \(to) before whoever opens it")
    }
  }

  private func checkSide(
    _ decision: AccessDecision, _ subject: String, _ sides: (from: AreaID?, to: AreaID?), isLane: Bool
  ) throws(Violation) {
    if subject.hasPrefix("plate ") {
      guard let to = sides.to, desk.presences[subject]?.area == to else { return }
      throw Violation("area", "\(subject) is inside and let in again")
    }
    var wrong: (area: AreaID, since: CivilTime)?
    if let to = sides.to,
      desk.passings.values.contains(where: { $0.sides.to == to && $0.subjects.contains(subject) })
    {
      wrong = (to, now.civil)
    } else if let presence = desk.presences[subject] {
      if let to = sides.to, presence.area == to {
        wrong = (to, presence.since)
      } else if let from = sides.from, presence.area != from {
        wrong = (from, presence.since)
      }
    }
    // Whoever only keeps another company was judged when they came.
    guard let wrong, decision.credential.map({ "credential \($0)" == subject }) ?? false,
      let rule = desk.areas.first(where: { $0.area.id == wrong.area })?.area.antiPassback
    else { return }
    switch rule {
    case .off: break
    case .soft:
      if decision.reasons.contains(.antiPassbackNoted) { break }
      throw Violation("area", "\(subject) is on the wrong side, and nobody notes it")
    case .hard: throw Violation("area", "\(subject) passes \(decision.accessPoint) twice")
    case .timed(let span):
      let age = now.civil - wrong.since
      if age >= .zero, age < span { throw Violation("area", "\(subject) passes again too soon") }
    }
  }

  /// This step tells that a raise was never written, and the boom is seen closed.
  func isNeverRaised(_ index: Int) -> Bool {
    guard let barrier = lanes[index].lane.barrier, desk.neverWritten == barrier.id,
      let told = lanes[index].told, now.moment - told.at <= barrier.staleAfter
    else { return false }
    return told.closedLimit == true && told.openLimit != true
  }

  static func isNeverWritten(_ outcome: CommandOutcome) -> Bool {
    switch outcome.result {
    case .expired, .notReady: outcome.action == .raise
    case .written, .withheld, .failed: false
    }
  }

  /// A passage ended: what no sensor could disprove counts as passed.
  mutating func end(areas passage: Passage) {
    guard let passing = desk.passings.removeValue(forKey: passage.decision), passage.ending != .notTaken
    else { return }
    for subject in passing.subjects {
      let isForgotten = passing.sides.to == nil && subject.hasPrefix("plate ")
      desk.presences[subject] =
        isForgotten ? nil : DeskFacts.Presence(area: passing.sides.to, since: now.civil)
    }
    for index in desk.areas.indices {
      let id = desk.areas[index].area.id
      if id == passing.sides.from { add(-passing.persons, index, false) }
      if id == passing.sides.to { add(passing.persons, index, passing.opensFirst) }
    }
  }

  private mutating func add(_ change: Int, _ index: Int, _ opensFirst: Bool) {
    let count = max(0, desk.areas[index].count + change)
    desk.areas[index].count = count
    desk.areas[index].hasFirst = count > 0 && (desk.areas[index].hasFirst || opensFirst)
  }

  /// What the areas may make of a vehicle.
  func restrictByArea(_ point: AccessPoint, _ plate: String?, _ least: inout Int, _ most: inout Int) {
    guard let to = point.to, least <= 1, let facts = desk.areas.first(where: { $0.area.id == to }) else {
      return
    }
    let expected = desk.passings.values.reduce(0) { $0 + ($1.sides.to == to ? $1.persons : 0) }
    if let limit = facts.area.occupancyMax, facts.count + expected + 1 > limit {
      // Who is led aside is not asked for room.
      (least, most) = (most == 2 ? 2 : 3, 3)
    }
    if facts.area.needsFirst { most = 3 }
    most = max(most, 1)
  }

  // MARK: - sally ports of barriers

  /// No end rises by a decision while the other is not seen closed, or somebody may still pass it.
  func checkInterlock(_ command: BarrierCommand, _ cause: CommandCause) throws(Violation) {
    guard case .decision = cause else { return }
    for port in layout.sallyPorts where port.barriers.contains(command.barrier) {
      for (index, other) in lanes.enumerated() {
        guard let barrier = other.lane.barrier, barrier.id != command.barrier,
          port.barriers.contains(barrier.id)
        else { continue }
        let isFresh = other.told.map { now.moment - $0.at <= barrier.staleAfter + .seconds(1) } ?? false
        let isClosed = isFresh && other.told?.closedLimit == true && other.told?.openLimit != true
        guard isClosed, other.grants.isEmpty, !mayStandOpen(index) || hold(barrier: barrier.id) == nil else {
          throw Violation("interlock", "\(command.barrier) rises while \(barrier.id) is not closed")
        }
      }
    }
  }

  /// Whether an operator may be refused because of the other end.
  func mayBeInterlocked(_ index: Int?) -> Bool { index.map(isInPort) ?? false }

  // MARK: - cards at lanes

  mutating func lookAtLane(_ received: ReceivedCredential, _ effects: [GateEffect]) throws(Violation) {
    let device = received.presented.device
    for index in lanes.indices {
      for point in lanes[index].lane.accessPoints where point.readers.contains(where: { $0.device == device })
      {
        let isHistorical =
          received.presented.isReplay || now.moment - received.receivedAt.moment > layout.freshness
        if !isHistorical { desk.lanes[index].shownAt[point.id] = now.moment }
        for decision in Self.decisions(in: effects) where decision.accessPoint == point.id {
          if isHistorical { throw Violation("P2", "a historical card decides \(decision.id)") }
          guard decision.answers == nil, decision.outcome == .granted else { continue }
          try checkCard(decision, received.presented, point, lanes[index].lane.id)
        }
      }
    }
  }

  private func checkCard(
    _ decision: AccessDecision, _ presented: CredentialPresented, _ point: AccessPoint, _ lane: LaneID
  ) throws(Violation) {
    let credential = credentials.first { $0.identifiers.contains(presented.identifier) }
    let isLeaving = desk.mode == .evacuation && point.direction == .exit
    guard let index = laneIndex(point.id), !isLeaving, laneMode(index) != .freeFlow,
      desk.lanes[index].convoyUntil == nil
    else { return }
    guard let credential, decision.credential == credential.id, decision.plate == nil else {
      throw Violation("P3", "\(presented.identifier.kind) opens \(lane) and is nobody's")
    }
    guard isInForce(credential), credential.lanes.contains(lane), !point.needsDriver else {
      throw Violation("P3", "\(credential.id) opens \(lane) and is not good for it")
    }
    if credential.needsEscort, decision.others.isEmpty {
      throw Violation("P3", "\(credential.id) opens \(lane) without an escort")
    }
  }
}
