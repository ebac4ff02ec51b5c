import AccessModel
import PlateMatching

/// Credentials shown at the readers of a lane: alone, of a driver, or of an escort.
extension GateKeeper {
  mutating func takeAtLane(
    _ received: ReceivedCredential, _ place: LanePlace, _ historical: HistoricalCause?
  ) {
    let presented = received.presented
    let point = place.point
    let verdict = verdict(of: presented, at: place)
    let repeats = recentDecision(of: presented, at: point.id)
    let fact = CredentialFact(
      presented: presented, accessPoint: point.id, credential: verdict.credential?.id,
      historical: historical, repeats: repeats)
    ledger.record(.credentialPresented(fact), lane: place.laneID, isUnlisted: verdict.credential == nil)
    guard historical == nil, repeats == nil else { return }
    let isBlocked = attempts.isBlocked(.reader(point.id), now: ledger.now.moment)
    if holdsUsed(presented, at: point.id) { return }
    if let credential = verdict.credential, verdict.refusals.isEmpty, !verdict.isStale, !isBlocked,
      presented.pass == nil
    {
      remember(
        LaneShowing(
          accessPoint: point.id, credential: credential.credential, identifier: presented.identifier,
          at: ledger.now.moment))
      if resume(at: point.id, isFresh: true) { return signal(.granted, atLane: presented) }
      if point.needsDriver || laneMode(place.lane) == .escorted && credential.isEscort {
        return signal(.continues, atLane: presented)
      }
    }
    decideAtLane(received, verdict, place, isBlocked: isBlocked)
  }

  private func verdict(of presented: CredentialPresented, at place: LanePlace) -> CredentialRules.Verdict {
    let lane = place.laneID
    guard let pass = presented.pass else {
      return credentialRules.verdict(presented.identifier, now: ledger.now.civil) {
        $0.lanes.contains(lane)
      }
    }
    return verdict(of: pass, presented.identifier, at: place.point.id, takesVisitors: false)
  }

  private mutating func decideAtLane(
    _ received: ReceivedCredential, _ verdict: CredentialRules.Verdict, _ place: LanePlace, isBlocked: Bool
  ) {
    let presented = received.presented
    let point = place.point
    var judgement = self.judgement(verdict, at: place)
    if isBlocked { judgement.restrict(to: .denied, .attemptsExceeded) }
    referrals.leave(point.id)
    let decision = self.decision(judgement, at: place, plate: nil)
    ledger.record(.accessDecided(decision), lane: place.laneID, isUnlisted: verdict.credential == nil)
    remember(presented, decision, point.id)
    signal(Self.meaning(of: decision.outcome), atLane: presented)
    if judgement.reasons.contains(.antiPassbackNoted), let credential = verdict.credential {
      noteAntiPassback(credential, decision)
    }
    switch decision.outcome {
    case .granted:
      if let pass = presented.pass {
        visits.count(
          presented.identifier.value, validUntil: pass.validUntil, decision: decision.id, now: ledger.now)
      }
      let validUntil = received.receivedAt.moment + layout.freshness
      admit(decision, judgement, place, isUnlisted: false, validUntil: validUntil)
    case .referred: refer(decision, judgement, place, read: nil, isUnlisted: verdict.credential == nil)
    case .diverted: divert(decision, place, isUnlisted: false)
    case .denied: countRefusal(judgement.reasons, at: point.id)
    }
  }

  static func meaning(of outcome: AccessOutcome) -> ReaderSignal.Meaning {
    switch outcome {
    case .granted: .granted
    case .denied: .denied
    case .referred, .diverted: .referred
    }
  }

  /// A card that has let somebody in and is still held before the reader lets nobody else in.
  private mutating func holdsUsed(_ presented: CredentialPresented, at accessPoint: AccessPointID) -> Bool {
    let now = ledger.now.moment
    let index = laneShowings.firstIndex {
      $0.isUsed && $0.accessPoint == accessPoint && $0.identifier == presented.identifier
        && now - $0.at <= Self.sameShowing
    }
    guard let index else { return false }
    laneShowings[index].at = now
    return true
  }

  private mutating func remember(_ showing: LaneShowing) {
    let now = ledger.now.moment
    laneShowings.removeAll { now - $0.at > LaneShowing.span }
    if laneShowings.count >= LaneShowing.showingsMax { laneShowings.removeFirst() }
    laneShowings.append(showing)
  }

  private mutating func signal(_ meaning: ReaderSignal.Meaning, atLane presented: CredentialPresented) {
    ledger.effects.append(
      .signal(
        ReaderSignal(device: presented.device, readerNumber: presented.readerNumber, meaning: meaning)))
  }

  // MARK: - what follows from a judgement, of a plate or a credential

  mutating func decision(
    _ judgement: LaneJudgement, at place: LanePlace, plate: String?, _ match: ListMatch? = nil,
    _ lists: [ListEdition] = [], answers: String? = nil
  ) -> AccessDecision {
    AccessDecision(
      id: ledger.nextIdentifier(), accessPoint: place.point.id, plate: plate,
      credential: judgement.credential,
      outcome: judgement.outcome, reasons: judgement.reasons.sorted, match: match,
      lists: judgement.editions(after: lists), settingsVersion: layout.settingsVersion,
      clockIsSynchronised: ledger.now.clockIsSynchronised, others: judgement.others,
      rules: judgement.rules, answers: answers)
  }

  /// A grant: its areas expect the vehicle, and the barrier rises.
  mutating func admit(
    _ decision: AccessDecision, _ judgement: LaneJudgement, _ place: LanePlace, isUnlisted: Bool,
    validUntil: Moment
  ) {
    areas.expect(
      decision.id, judgement.subjects, place.areas.sides, opensFirst: judgement.opensFirst)
    if lanes[place.lane].barrier == nil {
      // Nothing tells of its passage, and nothing stops it.
      let passage = Passage(
        decision: decision.id, accessPoint: place.point.id, plate: decision.plate, ending: .unconfirmed)
      reviewAreas(areas.end(passage, at: ledger.now.civil))
    }
    // One vehicle, one driver: who showed a credential has used it.
    for index in laneShowings.indices where laneShowings[index].accessPoint == place.point.id {
      laneShowings[index].isUsed = true
    }
    lanes[place.lane].admit(decision, isUnlisted: isUnlisted, validUntil: validUntil, &ledger)
  }

  /// Led aside: only the barrier of the inspection lane moves for it.
  mutating func divert(_ decision: AccessDecision, _ place: LanePlace, isUnlisted: Bool) {
    guard let target = layout.lanes[place.lane].divertsTo,
      let index = lanes.firstIndex(where: { $0.lane.id == target }), lanes[index].barrier != nil,
      lanes[index].hold?.state != .closed, !isInterlocked(lane: index), laneMode(index) != .closed
    else { return }
    lanes[index].admit(
      decision, isUnlisted: isUnlisted, validUntil: ledger.now.moment + layout.freshness, &ledger)
  }
}
