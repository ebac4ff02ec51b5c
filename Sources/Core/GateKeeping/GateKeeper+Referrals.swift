import AccessModel
import PlateMatching

/// What is referred waits for an operator, for what it lacks, or for its time-out: never for ever.
extension GateKeeper {
  /// Time in which an operator answers at a door.
  static let doorReferral = ReferralRule(timeout: .seconds(60))

  mutating func refer(
    _ decision: AccessDecision, _ judgement: LaneJudgement, _ place: LanePlace, read: PlateRead?,
    isUnlisted: Bool
  ) {
    guard place.hasBarrier else { return }
    let rule = place.point.referral
    referrals.open(
      Referral(
        decision: decision, lane: place.laneID, until: ledger.now.moment + rule.timeout,
        read: read, seenAt: ledger.now.moment, isUnlisted: isUnlisted, subjects: judgement.subjects))
  }

  mutating func refer(_ decision: AccessDecision, at reader: DoorReader, _ credential: HeldCredential?) {
    referrals.open(
      Referral(
        decision: decision, lane: nil, until: ledger.now.moment + Self.doorReferral.timeout, read: nil,
        seenAt: ledger.now.moment, isUnlisted: false,
        subjects: credential.map { [Self.subject(of: $0)] } ?? []))
  }

  /// What it lacked may have come: the same vehicle is judged anew. Only fresh evidence counts (P2): a
  /// credential shown now, or somebody on a loop.
  mutating func resume(at accessPoint: AccessPointID, isFresh: Bool) -> Bool {
    guard let referral = referrals.referrals.first(where: { $0.decision.accessPoint == accessPoint }),
      let place = places.lane(at: accessPoint), isFresh || lanes[place.lane].isAwaited,
      ledger.now.moment - referral.seenAt <= Self.evidenceSpan,
      let (verdict, judgement) = judgeAgain(referral, place), judgement.outcome == .granted
    else { return false }
    let plate = referral.decision.plate
    _ = referrals.close(referral.decision.id)
    let decision = self.decision(
      judgement, at: place, plate: plate, verdict.match, verdict.editions, answers: referral.decision.id)
    ledger.record(.accessDecided(decision), lane: referral.lane, isUnlisted: referral.isUnlisted)
    follow(referral, by: decision, place)
    admit(
      decision, judgement, place, isUnlisted: referral.isUnlisted,
      validUntil: ledger.now.moment + layout.freshness)
    return true
  }

  /// A vehicle that was seen longer ago than this may have gone, and another one stands there (P2).
  static let evidenceSpan = Span.seconds(60)

  /// The same vehicle by the rules and lists of now; nil where only a credential was shown.
  private func judgeAgain(
    _ referral: Referral, _ place: LanePlace
  ) -> (AccessRules.Verdict, LaneJudgement)? {
    guard let read = referral.read else { return nil }
    let plates = referral.decision.plate == nil ? [] : Self.plates(of: read)
    let verdict = accessRules.verdict(plates: plates, at: place, now: ledger.now.civil)
    return (verdict, judgement(verdict, of: referral.decision.plate, read.vehicle, at: place))
  }

  /// Sally ports whose other end has closed let those in who stand before them.
  mutating func resumeInterlocked() {
    for referral in referrals.referrals where referral.decision.reasons.contains(.interlocked) {
      _ = resume(at: referral.decision.accessPoint, isFresh: false)
    }
  }

  /// Nil when it was carried out.
  mutating func answerReferral(
    _ id: String, isGranted: Bool, operatorName: String, askedAt: Moment
  ) -> String? {
    guard let referral = referrals.referrals.first(where: { $0.decision.id == id }) else {
      let names = referrals.referrals.map(\.decision.id).joined(separator: ", ")
      return names.isEmpty
        ? "nothing is referred at this moment" : "decision \(id) is not referred now; these are: \(names)"
    }
    if isGranted, let obstacle = obstacle(to: referral) { return obstacle }
    _ = referrals.close(id)
    var decision = ended(referral, isGranted ? .granted : .denied, adding: isGranted ? .operatorCommand : nil)
    decision.operatorName = operatorName
    carryOut(referral, decision, validUntil: askedAt + layout.freshness)
    return nil
  }

  /// What the iron says against it.
  private func obstacle(to referral: Referral) -> String? {
    let accessPoint = referral.decision.accessPoint
    if let place = places.lane(at: accessPoint) {
      let lane = lanes[place.lane]
      if let hold = lane.hold, hold.state == .closed {
        return "lane \(lane.lane.id) is held closed by \(hold.point): end that first"
      }
      return isInterlocked(lane: place.lane)
        ? "the other end of the sally port is not closed: close it first" : nil
    }
    guard let place = places.door(at: accessPoint) else { return "\(accessPoint) is not there any more" }
    let door = doors[place.door]
    if door.hold?.state == .closed || [.blocked, .lockedDown].contains(door.mode(at: ledger.now.moment)) {
      return "\(door.door.id) is locked down or held closed: end that first"
    }
    return isInterlocked(door.door.id) ? "another door of its sally port is not closed" : nil
  }

  /// Those whom nobody answered.
  mutating func reviewReferrals() {
    for referral in referrals.due(ledger.now.moment) {
      let rule =
        places.lane(at: referral.decision.accessPoint)?.point.referral ?? Self.doorReferral
      let isGranted = rule.grantsAfterwards && mayBeGrantedByTime(referral)
      let decision = ended(referral, isGranted ? .granted : .denied, adding: .referralTimedOut)
      carryOut(referral, decision, validUntil: ledger.now.moment + layout.freshness)
    }
  }

  /// By what is true now, not by what was true when it began to wait.
  private func mayBeGrantedByTime(_ referral: Referral) -> Bool {
    guard ledger.mayCommand, obstacle(to: referral) == nil,
      let place = places.lane(at: referral.decision.accessPoint),
      let judgement = judgeAgain(referral, place)?.1,
      judgement.outcome == .granted || judgement.outcome == .referred
    else { return false }
    let hasLoop = lanes[place.lane].lane.barrier?.hasPresenceLoop ?? false
    let isThere =
      !hasLoop || lanes[place.lane].isAwaited || ledger.now.moment - referral.seenAt <= Self.evidenceSpan
    return isThere && Self.mayBeGrantedByTime(referral.decision.reasons)
      && Self.mayBeGrantedByTime(judgement.reasons.sorted)
  }

  /// A claim, a closed place and a missing person are for people, not for clocks (P8).
  static func mayBeGrantedByTime(_ reasons: [AccessReason]) -> Bool {
    reasons.allSatisfy { reason in
      switch reason {
      case .credentialNotFound, .plateUnreadable, .listStale, .vehicleRuleUnproven, .membership,
        .credential, .barrierBlocked, .antiPassbackNoted:
        true
      case .journalUnavailable, .lockedDown, .laneClosed, .heldClosed, .watchlistHit, .hitRejected,
        .clonedPlate, .vehicleRule, .notEnabled, .notActive, .expired, .notPermittedAtThisTime, .usedUp,
        .attemptsExceeded, .invalidPIN, .pinMissing, .unauthorized, .antiPassback, .areaFull,
        .firstCredentialMissing, .secondPersonMissing, .escortMissing, .driverMissing, .referralTimedOut,
        .inspection, .elevated, .interlocked, .unlocked, .evacuation, .freeFlow, .convoy, .freeExit,
        .operatorCommand:
        false
      }
    }
  }

  private mutating func ended(
    _ referral: Referral, _ outcome: AccessOutcome, adding reason: AccessReason?
  ) -> AccessDecision {
    var decision = referral.decision
    decision.id = ledger.nextIdentifier()
    decision.outcome = outcome
    decision.reasons = ReasonSet(decision.reasons + [reason].compactMap { $0 }).sorted
    decision.settingsVersion = layout.settingsVersion
    decision.clockIsSynchronised = ledger.now.clockIsSynchronised
    decision.answers = referral.decision.id
    return decision
  }

  private mutating func carryOut(_ referral: Referral, _ decision: AccessDecision, validUntil: Moment) {
    ledger.record(.accessDecided(decision), lane: referral.lane, isUnlisted: referral.isUnlisted)
    let accessPoint = decision.accessPoint
    if let place = places.lane(at: accessPoint) {
      follow(referral, by: decision, place)
      guard decision.outcome == .granted else { return }
      areas.expect(decision.id, referral.subjects, place.areas.sides, opensFirst: false)
      lanes[place.lane].admit(
        decision, isUnlisted: referral.isUnlisted, validUntil: validUntil, &ledger)
    } else if let place = places.door(at: accessPoint) {
      signal(Self.meaning(of: decision.outcome), at: place.reader)
      guard decision.outcome == .granted else { return }
      areas.expect(decision.id, referral.subjects, place.areas.sides, opensFirst: false)
      doors[place.door].admit(decision, needsMoreTime: false, validUntil: validUntil, &ledger)
    }
  }

  /// The vehicle's track goes on with the newer decision.
  private mutating func follow(_ referral: Referral, by decision: AccessDecision, _ place: LanePlace) {
    lanes[place.lane].tracks[place.accessPoint].redecide(
      decision: referral.decision.id, by: decision.id, outcome: decision.outcome,
      awaitsPassage: decision.outcome == .granted && lanes[place.lane].barrier != nil)
  }

  /// What waits for an operator now, oldest first.
  public var pendingReferrals: [Referral] { referrals.referrals }
}
