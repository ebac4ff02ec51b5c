import AccessModel
import PlateMatching

extension GateKeeper {
  mutating func take(_ received: ReceivedRead) { take(received, received.read) }

  private mutating func take(_ received: ReceivedRead, _ read: PlateRead) {
    let historical = received.historicalCause(now: ledger.now, freshness: layout.freshness)
    watchClock(of: read, historical)
    guard let (place, framesMin) = places.camera(of: read) else {
      let fact = ReadFact(
        read: read, accessPoint: nil, normalisedPlate: read.plate.flatMap(PlateText.normalise),
        historical: historical)
      ledger.record(.plateRead(fact), isUnlisted: true)
      return
    }
    guard historical == nil, framesMin > 1, let evidence = PlateEvidence(read) else {
      let plates = Self.plates(of: read)
      // What the camera says of the country may change how a plate is spelled for the lists.
      let plate = read.country == nil ? plates.first?.text : read.plate.flatMap(PlateText.normalise)
      return match(received, read, plate, plate == nil ? [] : plates, place, historical)
    }
    switch lanes[place.lane].frames[place.accessPoint].add(
      received, evidence, framesMin: framesMin, now: ledger.now.moment)
    {
    case .waits: wait(received, evidence.plate.text, place)
    case .settled(let result):
      var fused = read
      // Of joined plates the frames vote on the first; the others are as this frame reads them.
      fused.plate = ([result.plate] + Self.plates(of: read).dropFirst()).map(\.text).joined(separator: "|")
      fused.country = result.plate.region ?? result.plate.country ?? read.country
      fused.characterConfidences = result.shares.map { Double($0) / 1000 }
      match(received, fused, result.plate.text, Self.plates(of: fused), place, nil)
    }
  }

  /// A frame that nothing follows from yet.
  private mutating func wait(_ received: ReceivedRead, _ plate: String, _ place: LanePlace) {
    let verdict = accessRules.verdict(
      plates: Self.plates(of: received.read), at: place, now: ledger.now.civil)
    let fact = ReadFact(
      read: received.read, accessPoint: place.point.id, normalisedPlate: plate, awaitsFrames: true)
    ledger.record(
      .plateRead(fact), lane: place.laneID, isUnlisted: verdict.isUnlisted && !isOfCredential(plate))
  }

  var accessRules: AccessRules { AccessRules(listAgeMax: layout.listAgeMax) }

  /// A plate that is one of a credential's identifiers is on a list as well (P10).
  private func isOfCredential(_ plate: String?) -> Bool {
    plate.flatMap { register.held(CredentialIdentifier(.plate, $0)) } != nil
  }

  /// Vehicles whose frames did not agree in time stand there unread.
  mutating func takeUnsettled() {
    for lane in lanes.indices {
      for accessPoint in lanes[lane].frames.indices {
        for var received in lanes[lane].frames[accessPoint].unsettled(now: ledger.now.moment) {
          received.read.plate = nil
          received.receivedAt = ledger.now
          match(received, received.read, nil, [], places.lanes[lane][accessPoint], nil)
        }
      }
    }
  }

  static func plates(of read: PlateRead) -> [NormalisedPlate] {
    read.plate.map { NormalisedPlate.all(in: $0, country: read.country) } ?? []
  }

  /// A read of which the plate is as sure as it will be; `read` is what was received, or what several frames
  /// made of it, and `plates` are its own, none where its plate is not known.
  private mutating func match(
    _ received: ReceivedRead, _ read: PlateRead, _ plate: String?, _ plates: [NormalisedPlate],
    _ place: LanePlace, _ historical: HistoricalCause?
  ) {
    var verdict = accessRules.verdict(plates: plates, at: place, now: ledger.now.civil)
    verdict.isUnlisted = verdict.isUnlisted && !isOfCredential(plate)
    let track = lanes[place.lane].tracks[place.accessPoint].index(
      of: read, plate: plate, sameVehicle: place.point.sameVehicle, now: ledger.now)
    let known = track.map { lanes[place.lane].tracks[place.accessPoint][$0] }
    if let known, !known.rejected.isEmpty {
      verdict = judgeAnew(verdict, without: known.rejected, plates, at: place)
    }
    let repeats = known?.decision ?? grant(of: plate, beside: place)
    let fact = ReadFact(
      read: received.read, accessPoint: place.point.id, normalisedPlate: plate, historical: historical,
      repeats: repeats)
    ledger.record(.plateRead(fact), lane: place.laneID, isUnlisted: verdict.isUnlisted)
    if let plate {
      report(verdict, of: plate, read, at: place, isLive: historical == nil)
    }
    guard historical == nil else { return }
    guard let track, let known else {
      if repeats == nil, read.track.phase != .lost {
        lanes[place.lane].review(&ledger)
        let judgement = self.judgement(verdict, of: plate, read.vehicle, at: place)
        decide(received, read, plate, verdict, judgement, place, continuing: nil)
      }
      return
    }
    // A better reading, a newer list or the end of a hold may turn a refusal into a grant; a grant is given
    // once, whatever follows.
    let isOtherPlate = plate != nil && !known.plates.contains(plate)
    lanes[place.lane].tracks[place.accessPoint].see(
      track, plate: plate, vendorID: read.track.id, at: ledger.now.moment)
    guard known.outcome != .granted else { return }
    referrals.see(known.decision, at: ledger.now.moment)
    lanes[place.lane].review(&ledger)
    let judgement = self.judgement(verdict, of: plate, read.vehicle, at: place)
    guard isOtherPlate || judgement.outcome == .granted else { return }
    decide(received, read, plate, verdict, judgement, place, continuing: track)
  }

  /// The grant of a plate at another access point of the lane, pending or just taken: the same vehicle seen
  /// twice.
  private func grant(of plate: String?, beside place: LanePlace) -> String? {
    guard let plate else { return nil }
    for index in lanes[place.lane].tracks.indices where index != place.accessPoint {
      if let decision = lanes[place.lane].tracks[index].grant(of: plate, now: ledger.now) { return decision }
    }
    return nil
  }

  private mutating func decide(
    _ received: ReceivedRead, _ read: PlateRead, _ plate: String?, _ verdict: AccessRules.Verdict,
    _ judgement: LaneJudgement, _ place: LanePlace, continuing track: Int?
  ) {
    let isUnlisted = verdict.isUnlisted
    referrals.leave(place.point.id)
    let decision = self.decision(judgement, at: place, plate: plate, verdict.match, verdict.editions)
    ledger.record(.accessDecided(decision), lane: place.laneID, isUnlisted: isUnlisted)
    report(judgement, decision, place.laneID)
    let awaitsPassage = decision.outcome == .granted && place.hasBarrier
    if let track {
      lanes[place.lane].tracks[place.accessPoint].redecide(
        track, decision: decision.id, outcome: decision.outcome, awaitsPassage: awaitsPassage)
    } else {
      lanes[place.lane].tracks[place.accessPoint].begin(
        TrackBook.Track(
          vendorID: read.track.id, plates: [plate], decision: decision.id, outcome: decision.outcome,
          awaitsPassage: awaitsPassage, lastSeen: ledger.now.moment))
    }
    switch decision.outcome {
    case .granted:
      admit(
        decision, judgement, place, isUnlisted: isUnlisted,
        validUntil: received.receivedAt.moment + layout.freshness)
    case .referred: refer(decision, judgement, place, read: read, isUnlisted: isUnlisted)
    case .diverted: divert(decision, place, isUnlisted: isUnlisted)
    case .denied: break
    }
  }

  /// What a decision tells beside itself.
  private mutating func report(_ judgement: LaneJudgement, _ decision: AccessDecision, _ lane: LaneID) {
    report(judgement.disagreements)
    if judgement.reasons.contains(.clonedPlate), let plate = decision.plate {
      ledger.raise(
        .clonedPlate, plate, lane: lane,
        what: "plate \(plate) at \(decision.accessPoint) is inside already, or another vehicle than the "
          + "list describes")
    }
    if decision.outcome == .denied || decision.outcome == .diverted { refuseBetween(decision.accessPoint) }
  }

  /// A lane with a free exit opens for whoever stands on its inner loop.
  mutating func letOut(_ barrier: BarrierID) {
    guard let index = lanes.firstIndex(where: { $0.lane.barrier?.id == barrier }),
      let exit = lanes[index].exitThatOpens, ledger.mayCommand, siteMode != .lockdown,
      ![.closed, .entryOnly, .escorted, .inspection].contains(laneMode(index)),
      !isInterlocked(lane: index),
      !referrals.referrals.contains(where: { $0.decision.accessPoint == exit.id })
    else { return }
    lanes[index].loops.letOut()
    let decision = AccessDecision(
      id: ledger.nextIdentifier(), accessPoint: exit.id, plate: nil, outcome: .granted,
      reasons: [.freeExit], settingsVersion: layout.settingsVersion,
      clockIsSynchronised: ledger.now.clockIsSynchronised)
    ledger.record(.accessDecided(decision), lane: lanes[index].lane.id)
    areas.expect(decision.id, [], AreaSides(from: exit.from, to: exit.to), opensFirst: false)
    lanes[index].admit(
      decision, isUnlisted: false, validUntil: ledger.now.moment + layout.freshness, &ledger)
  }

  /// Reads that come late one after the other tell of a wrong clock, not of a slow network.
  private mutating func watchClock(of read: PlateRead, _ historical: HistoricalCause?) {
    let device = read.device
    switch historical {
    case .late, .fromTheFuture:
      let count = min((clockFaults[device] ?? 0) + 1, Self.clockFaultsMax)
      clockFaults[device] = count
      guard count == Self.clockFaultsMax, let captured = read.capturedAt else { return }
      let seconds = (ledger.now.civil - captured).milliseconds / 1000
      ledger.raise(
        .clockOffset, device.rawValue,
        what: seconds > 0
          ? "reads of \(device) are stamped \(seconds) s in the past"
          : "reads of \(device) are stamped \(-seconds) s in the future")
    case nil where read.capturedAt != nil:
      if !clockFaults.isEmpty { clockFaults[device] = nil }
      ledger.clear(.clockOffset, device.rawValue)
    case nil, .replayed, .untimed, .delayedHere: break
    }
  }
}
