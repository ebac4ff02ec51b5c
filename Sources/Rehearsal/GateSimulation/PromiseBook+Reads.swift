internal import AccessModel
internal import GateKeeping
internal import PlateMatching

/// Reads: history moves nothing (P2), lists decide as they are written (P3, P8, P9).
extension PromiseBook {
  /// What the lists of an access point say of a plate, read without any index.
  struct Ruling: Equatable {
    var outcome: AccessOutcome
    var isHeld = false
    var isMember = false
    var isStale = false
    var isListed = false
    /// Entries of watchlists in force.
    var hits: [WatchlistEntry] = []
  }

  func ruling(_ plate: String?, at accessPoint: AccessPoint) -> Ruling {
    let time = now.civil
    var ruling = Ruling(outcome: accessPoint.whenUnknown == .deny ? .denied : .referred)
    guard let plate else { return ruling }
    for list in lists where accessPoint.watchlists.contains(list.id) {
      for entry in list.named(plate) where entry.validUntil > time && (entry.validFrom ?? time) <= time {
        ruling.hits.append(entry)
        if entry.action == .hold { ruling.isHeld = true }
      }
    }
    for list in lists where accessPoint.memberships.contains(list.id) {
      for entry in list.named(plate) where entry.validUntil > time && (entry.validFrom ?? time) <= time {
        let age = time - list.edition.issuedAt
        if age > layout.listAgeMax || age < .seconds(-300) {
          ruling.isStale = true
        } else {
          ruling.isMember = true
        }
      }
    }
    ruling.isListed = ruling.isMember || ruling.isStale || !ruling.hits.isEmpty
    if ruling.isHeld || ruling.isStale { ruling.outcome = .referred }
    if ruling.isMember, !ruling.isHeld { ruling.outcome = .granted }
    return ruling
  }

  private func cause(of received: ReceivedRead) -> HistoricalCause? {
    let (read, limit) = (received.read, layout.freshness.milliseconds)
    if read.isReplay { return .replayed }
    if (now.moment - received.receivedAt.moment).nanoseconds > layout.freshness.nanoseconds {
      return .delayedHere
    }
    guard let captured = read.capturedAt else { return received.untimedIsLive ? nil : .untimed }
    let age = received.receivedAt.civil.milliseconds - captured.milliseconds
    return age > limit ? .late : age < -limit ? .fromTheFuture : nil
  }

  mutating func look(_ received: ReceivedRead, _ effects: [GateEffect]) throws(Violation) {
    let read = received.read
    guard let assignment = layout.cameras.first(where: { $0.device == read.device }),
      let index = laneIndex(assignment.accessPoint),
      let accessPoint = lanes[index].lane.accessPoints.first(where: { $0.id == assignment.accessPoint })
    else { return }
    let cause = cause(of: received)
    guard case .record(let first)? = effects.first(where: Self.isRead),
      case .plateRead(let fact) = first.fact,
      fact.read == read
    else { throw Violation("P7", "a read of \(read.device) is not recorded") }
    guard fact.historical == cause else {
      throw Violation(
        "P2", "a read that is \(String(describing: cause)) is recorded \(String(describing: fact.historical))"
      )
    }
    try checkClock(read, cause, effects)
    let plate = read.plate.flatMap(PlateText.normalise)
    let ruling = ruling(plate, at: accessPoint)
    if first.isUnlisted == ruling.isListed {
      throw Violation("P10", "a read is recorded as \(first.isUnlisted ? "unlisted" : "listed"), and is not")
    }
    let decisions = Self.decisions(in: effects).filter { $0.answers == nil }
    if cause == nil { desk.lanes[index].seenAt[accessPoint.id] = now.moment }
    if cause != nil {
      let moves = effects.contains { if case .command = $0 { true } else { false } }
      guard decisions.isEmpty, !moves else { throw Violation("P2", "a historical read moves something") }
    } else if !fact.awaitsFrames {
      try checkHits(ruling, index, accessPoint, read, effects)
    }
    for decision in decisions { try judge(decision, plate, ruling, index, received, effects) }
    try expectDecision(received, plate, ruling, index, assignment, cause, decisions)
    if let plate { lanes[index].seen[plate] = now.moment }
  }

  /// P3, P8, P9: the decision is what the lists say of exactly this plate.
  private func judge(
    _ decision: AccessDecision, _ plate: String?, _ ruling: Ruling, _ index: Int, _ received: ReceivedRead,
    _ effects: [GateEffect]
  ) throws(Violation) {
    guard decision.plate == plate else {
      throw Violation("P3", "\(plate ?? "nothing") is read and \(decision.plate ?? "nothing") decided")
    }
    guard let point = lanes[index].lane.accessPoints.first(where: { $0.id == decision.accessPoint }) else {
      throw Violation("P3", "\(decision.id) is decided at \(decision.accessPoint), where nobody was")
    }
    let wanted = bounds(ruling, point, index, received.read, plate: plate)
    guard wanted.contains(Self.strictness(decision.outcome)) else {
      let promise = decision.outcome == .granted ? (ruling.isStale ? "P9" : "P3") : "P8"
      throw Violation(
        promise, "\(plate ?? "no plate") is \(decision.outcome), lists and site say \(wanted) of 0 to 3")
    }
    try checkPacks(decision, point, received.read)
    let isFree = ruling.hits.contains { isPardoned($0, plate, point) }
    guard isFree || decision.reasons.contains(.watchlistHit) == ruling.isHeld,
      decision.reasons.contains(.membership) == ruling.isMember,
      decision.reasons.contains(.plateUnreadable) == (plate == nil)
    else { throw Violation("P11", "\(plate ?? "no plate") is decided for the reasons \(decision.reasons)") }
    let consulted = lanes[index].lane.accessPoints.first { $0.id == decision.accessPoint }
    let wantedLists = lists.filter {
      consulted?.memberships.contains($0.id) == true || consulted?.watchlists.contains($0.id) == true
    }
    if plate != nil, !wantedLists.allSatisfy({ decision.lists.contains($0.edition) || ruling.isMember }) {
      throw Violation("P11", "decision \(decision.id) does not name the lists that it consulted")
    }
    guard decision.outcome == .granted, lanes[index].lane.barrier != nil else { return }
    let limit = received.receivedAt.moment + layout.freshness
    let isRaised = effects.contains {
      guard case .command(let command) = $0 else { return false }
      return command.action == .raise && command.validUntil <= limit && command.validUntil >= now.moment
    }
    if !isRaised { throw Violation("service", "\(decision.id) is granted and nothing is raised in time") }
  }

  /// A vehicle that was never seen before is decided at once.
  private func expectDecision(
    _ received: ReceivedRead, _ plate: String?, _ ruling: Ruling, _ index: Int,
    _ assignment: CameraAssignment,
    _ cause: HistoricalCause?, _ decisions: [AccessDecision]
  ) throws(Violation) {
    guard cause == nil, assignment.framesMin == 1, received.read.track.phase == .new, let plate,
      decisions.isEmpty
    else { return }
    let last = lanes[index].seen[plate]
    guard last.map({ now.moment - $0 > .seconds(3600) }) ?? true else { return }
    throw Violation("service", "\(plate) comes for the first time and is not decided")
  }

  private mutating func checkHits(
    _ ruling: Ruling, _ index: Int, _ accessPoint: AccessPoint, _ read: PlateRead, _ effects: [GateEffect]
  ) throws(Violation) {
    for entry in ruling.hits {
      let key = "\(accessPoint.id) \(entry.id) \(entry.action)"
      let hit = effects.lazy.compactMap { effect -> WatchlistHit? in
        guard case .record(let event) = effect, case .hitPending(let hit) = event.fact else { return nil }
        guard case .exact(let match) = hit.match, match.entry == entry else { return nil }
        return hit
      }.first
      if let hit {
        lanes[index].hits[key] = now.moment
        if !raises(.watchlistHit, hit.id, in: effects) { throw Violation("P8", "a live hit raises no alarm") }
      } else {
        let last = lanes[index].hits[key]
        let isFree = isPardoned(entry, read.plate.flatMap(PlateText.normalise), accessPoint)
        guard isFree || last.map({ now.moment - $0 <= .seconds(61) }) ?? false else {
          throw Violation("P8", "entry \(entry.id) is met and no hit recorded")
        }
      }
    }
  }

  /// Three reads in a row with a wrong time raise an alarm.
  private mutating func checkClock(
    _ read: PlateRead, _ cause: HistoricalCause?, _ effects: [GateEffect]
  ) throws(Violation) {
    switch cause {
    case .late, .fromTheFuture: clockFaults[read.device, default: 0] += 1
    case nil where read.capturedAt != nil: clockFaults[read.device] = 0
    case nil, .replayed, .untimed, .delayedHere: break
    }
    let subject = read.device.rawValue
    if clockFaults[read.device, default: 0] >= 3, !raises(.clockOffset, subject, in: effects) {
      throw Violation("alarm", "the clock of \(subject) is off and nobody is told")
    }
  }

  static func decisions(in effects: [GateEffect]) -> [AccessDecision] {
    effects.compactMap {
      if case .record(let event) = $0, case .accessDecided(let decision) = event.fact {
        decision
      } else {
        nil
      }
    }
  }

  private static func isRead(_ effect: GateEffect) -> Bool {
    if case .record(let event) = effect, case .plateRead = event.fact { true } else { false }
  }
}
