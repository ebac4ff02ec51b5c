import AccessModel
import PlateMatching

/// Everything that stands between a vehicle that the lists admit and the barrier.
extension GateKeeper {
  /// Of a plate; `verdict` is what the lists say of it.
  func judgement(
    _ verdict: AccessRules.Verdict, of plate: String?, _ vehicle: VehicleDescription, at place: LanePlace
  ) -> LaneJudgement {
    var judgement = LaneJudgement(verdict)
    // Of a joined plate, the one that the list names (P10).
    if let entry = verdict.match?.entry, entry.action == .admit {
      judgement.subjects = [AreaSubject("plate " + entry.plate)]
    }
    if let plate, judgement.outcome != .granted { admitByCredential(plate, place, &judgement) }
    applyModes(place, &judgement)
    guard siteMode != .evacuation || place.point.direction != .exit else {
      applyIron(place, &judgement)
      return judgement
    }
    applyPacks(vehicle, place, &judgement)
    if judgement.mayYetPass { applyAreas(place, &judgement) }
    if let match = verdict.match, contradicts(match.entry, vehicle) {
      judgement.restrict(to: .referred, .clonedPlate)
    }
    applyDriver(plate, place, &judgement)
    applyIron(place, &judgement)
    return judgement
  }

  /// Of a credential that was shown at the lane without a plate.
  func judgement(_ verdict: CredentialRules.Verdict, at place: LanePlace) -> LaneJudgement {
    var judgement = LaneJudgement(refusals: verdict.refusals, isStale: verdict.isStale)
    judgement.credential = verdict.credential?.id
    judgement.editions = verdict.editions
    applyModes(place, &judgement)
    guard siteMode != .evacuation || place.point.direction != .exit else {
      applyIron(place, &judgement)
      return judgement
    }
    if place.point.needsDriver { judgement.restrict(to: .denied, .driverMissing) }
    if let credential = verdict.credential {
      applyAreas(credential, place, &judgement)
      if credential.needsEscort { applyEscort(place, &judgement) }
    } else if judgement.mayYetPass {
      // A lane that takes everybody takes nobody into an area that is full.
      applyAreas(place, &judgement)
    }
    applyIron(place, &judgement)
    return judgement
  }

  /// A plate may be one of the identifiers of a credential.
  private func admitByCredential(_ plate: String, _ place: LanePlace, _ judgement: inout LaneJudgement) {
    let lane = place.laneID
    let verdict = credentialRules.verdict(
      CredentialIdentifier(.plate, plate), now: ledger.now.civil
    ) { $0.lanes.contains(lane) }
    guard let credential = verdict.credential else { return }
    judgement.credential = credential.id
    judgement.editions = verdict.editions
    guard verdict.refusals.isEmpty else {
      for refusal in verdict.refusals.sorted { judgement.restrict(to: .denied, refusal) }
      return
    }
    judgement.admit(.credential)
    judgement.subjects = [Self.subject(of: credential)]
    judgement.opensFirst = credential.opensFirst
    if verdict.isStale { judgement.restrict(to: .referred, .listStale) }
    if credential.needsEscort { applyEscort(place, &judgement) }
  }

  static func subject(of credential: HeldCredential) -> AreaSubject {
    AreaSubject("credential " + credential.id)
  }

  /// How the site and the lane stand.
  private func applyModes(_ place: LanePlace, _ judgement: inout LaneJudgement) {
    let direction = place.point.direction
    switch siteMode {
    case .evacuation:
      if direction == .exit { return judgement.letThrough(.evacuation, evenClaimed: true) }
      return judgement.restrict(to: .denied, .laneClosed)
    case .lockdown: judgement.restrict(to: direction == .entry ? .denied : .referred, .lockedDown)
    case .elevated where direction == .entry && judgement.mayYetPass:
      judgement.restrict(to: .referred, .elevated)
    case .normal, .elevated: break
    }
    let mode = laneMode(place.lane)
    let isShut =
      mode == .closed || mode == .entryOnly && direction == .exit || mode == .exitOnly && direction == .entry
    switch mode {
    case .open: break
    case .closed: judgement.restrict(to: .denied, .laneClosed)
    case .entryOnly where direction == .exit, .exitOnly where direction == .entry:
      judgement.restrict(to: .denied, .laneClosed)
    case .entryOnly, .exitOnly: break
    case .freeFlow: if siteMode == .normal { judgement.letThrough(.freeFlow) }
    case .escorted: applyEscort(place, &judgement)
    case .inspection: judgement.restrict(to: .diverted, .inspection)
    }
    if siteMode == .normal, lanes[place.lane].isConvoy, !isShut { judgement.letThrough(.convoy) }
  }

  private func applyEscort(_ place: LanePlace, _ judgement: inout LaneJudgement) {
    guard judgement.mayYetPass, !judgement.reasons.contains(.escortMissing) else { return }
    if let escort = showings(at: place).last(where: { $0.credential.isEscort }) {
      judgement.others.append(escort.credential.id)
    } else {
      judgement.restrict(to: .referred, .escortMissing)
    }
  }

  /// A plate that is inside already may be borne by two vehicles: a person looks, nobody is refused.
  private func applyAreas(_ place: LanePlace, _ judgement: inout LaneJudgement) {
    if let refusal = place.areas.refusal(in: areas, opensFirst: judgement.opensFirst) {
      judgement.restrict(to: .denied, refusal)
    }
    if judgement.subjects.contains(where: { place.areas.isInside($0, in: areas) }) {
      judgement.restrict(to: .referred, .clonedPlate)
    }
  }

  /// A person's credential, at a lane.
  private func applyAreas(
    _ credential: HeldCredential, _ place: LanePlace, _ judgement: inout LaneJudgement
  ) {
    let subject = Self.subject(of: credential)
    let finding = place.areas.finding(
      of: subject, in: areas, opensFirst: credential.opensFirst, now: ledger.now.civil)
    if let refusal = finding.refusal { judgement.restrict(to: .denied, refusal) }
    if finding.isNoted { judgement.note(.antiPassbackNoted) }
    judgement.subjects = [subject]
    judgement.opensFirst = credential.opensFirst
  }

  /// Make or colour that the list carries and the camera contradicts.
  private func contradicts(_ entry: WatchlistEntry, _ vehicle: VehicleDescription) -> Bool {
    guard entry.action == .admit, let listed = entry.vehicle else { return false }
    return Self.differ(listed.make, vehicle.make) || Self.differ(listed.colour, vehicle.colour)
  }

  private static func differ(_ listed: String?, _ seen: String?) -> Bool {
    guard let listed, let seen else { return false }
    return listed.lowercased() != seen.lowercased()
  }

  /// Vehicle and driver: two factors at one barrier.
  private func applyDriver(
    _ plate: String?, _ place: LanePlace, _ judgement: inout LaneJudgement
  ) {
    guard place.point.needsDriver, judgement.mayYetPass else { return }
    let shown = showings(at: place)
    let driver = shown.last { showing in
      let plates = showing.credential.identifiers.filter { $0.kind == .plate }
      return plates.isEmpty || plates.contains { $0.value == plate }
    }
    guard let driver = driver?.credential else {
      return judgement.restrict(to: .referred, .driverMissing)
    }
    if driver.needsEscort {
      guard let escort = shown.last(where: { $0.credential.isEscort && $0.credential.id != driver.id })
      else { return judgement.restrict(to: .referred, .escortMissing) }
      judgement.others.append(escort.credential.id)
    }
    judgement.note(.credential)
    if judgement.credential == nil {
      judgement.credential = driver.id
    } else if judgement.credential != driver.id {
      judgement.others.append(driver.id)
    }
  }

  private func showings(at place: LanePlace) -> [LaneShowing] {
    let (id, lane) = (place.point.id, place.laneID)
    return laneShowings.filter { showing in
      guard showing.accessPoint == id, !showing.isUsed, ledger.now.moment - showing.at <= LaneShowing.span
      else { return false }
      // Judged anew: lists and clocks move while somebody waits.
      return credentialRules.verdict(showing.identifier, now: ledger.now.civil) {
        $0.lanes.contains(lane)
      }.refusals.isEmpty
    }
  }

  /// What the barrier itself says.
  private func applyIron(_ place: LanePlace, _ judgement: inout LaneJudgement) {
    if judgement.outcome == .granted {
      if lanes[place.lane].isBlocked { judgement.note(.barrierBlocked) }
      if lanes[place.lane].hold?.state == .closed {
        judgement.restrict(to: .referred, .heldClosed)
      } else if isInterlocked(lane: place.lane) {
        judgement.restrict(to: .referred, .interlocked)
      }
    }
    if !isJournalAvailable { judgement.note(.journalUnavailable) }
  }

  /// Whether another barrier or door of the lane's sally port is not surely closed.
  func isInterlocked(lane index: Int) -> Bool {
    guard !layout.sallyPorts.isEmpty, let id = lanes[index].lane.barrier?.id else { return false }
    let now = ledger.now.moment
    return layout.sallyPorts.contains { port in
      guard port.barriers.contains(id) else { return false }
      return lanes.contains { other in
        guard let barrier = other.lane.barrier?.id, barrier != id else { return false }
        return port.barriers.contains(barrier) && !other.isSurelyClosed(at: now)
      } || doors.contains { port.doors.contains($0.door.id) && !$0.isSurelyClosed(at: now) }
    }
  }

  /// As an operator set it, or as the site file says.
  func laneMode(_ index: Int) -> LaneMode { lanes[index].setMode ?? lanes[index].lane.mode }
}
