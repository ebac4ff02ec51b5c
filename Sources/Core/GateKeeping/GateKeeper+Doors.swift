import AccessModel

/// A card whose PIN is awaited.
struct PINWait: Equatable, Sendable {
  var accessPoint: AccessPointID
  var credential: Credential
  /// The card that was shown.
  var identifier: CredentialIdentifier
  var until: Moment

  /// Time from the card to the last digit.
  static let span = Span.seconds(15)
}

extension GateKeeper {
  mutating func take(_ received: ReceivedCredential) {
    let presented = received.presented
    let historical = received.historicalCause(now: ledger.now, freshness: layout.freshness)
    guard let place = places.door(of: presented) else {
      if let lane = places.lane(of: presented) { return takeAtLane(received, lane, historical) }
      let fact = CredentialFact(presented: presented, accessPoint: nil, historical: historical)
      ledger.record(.credentialPresented(fact), isUnlisted: true)
      return
    }
    let accessPoint = place.reader.accessPoint
    var verdict = verdict(of: presented, at: place)
    // What is history must not use up what is going on.
    let wait = historical == nil ? awaited(presented, place, &verdict) : nil
    let repeats = recentDecision(of: presented, at: accessPoint)
    let fact = CredentialFact(
      presented: presented, accessPoint: accessPoint, credential: verdict.credential?.id,
      historical: historical, repeats: repeats)
    ledger.record(.credentialPresented(fact), isUnlisted: verdict.credential == nil)
    guard historical == nil, repeats == nil else { return }
    if asksForPIN(place.reader, presented, verdict), wait == nil {
      return ask(verdict, presented.identifier, place)
    }
    decide(received, verdict, place, shown: wait?.identifier ?? presented.identifier)
  }

  var credentialRules: CredentialRules {
    CredentialRules(register: register, listAgeMax: layout.listAgeMax, calendar: calendar)
  }

  private func verdict(of presented: CredentialPresented, at place: DoorPlace) -> CredentialRules.Verdict {
    let door = place.id
    guard let pass = presented.pass else {
      return credentialRules.verdict(presented.identifier, now: ledger.now.civil) {
        $0.doors.contains(door)
      }
    }
    return verdict(
      of: pass, presented.identifier, at: place.reader.accessPoint,
      takesVisitors: place.reader.takesVisitors)
  }

  /// A visitor's code, by its own rights.
  func verdict(
    of pass: VisitorPass, _ identifier: CredentialIdentifier, at accessPoint: AccessPointID,
    takesVisitors: Bool
  ) -> CredentialRules.Verdict {
    let uses = visits.isFull ? pass.usesMax : visits.uses(of: identifier.value)
    var verdict = CredentialRules.verdict(
      pass, identifier, at: accessPoint, takesVisitors: takesVisitors, uses: uses, now: ledger.now.civil)
    // A row of the list with this token takes it back.
    if let row = register.held(identifier) {
      if !row.isEnabled { verdict.refusals.insert(.notEnabled) }
      if row.validUntil <= ledger.now.civil { verdict.refusals.insert(.expired) }
    }
    return verdict
  }

  /// The card that a PIN belongs to; the PIN is then judged by it, not by itself.
  private mutating func awaited(
    _ presented: CredentialPresented, _ place: DoorPlace, _ verdict: inout CredentialRules.Verdict
  ) -> PINWait? {
    guard presented.identifier.kind == .pin,
      let index = waits.firstIndex(where: { $0.accessPoint == place.reader.accessPoint })
    else {
      // A PIN alone is nothing where a card is asked for, whoever's it is.
      if presented.identifier.kind == .pin, place.reader.asksFor != .credentialOrPIN {
        verdict.credential = nil
        verdict.refusals = [.credentialNotFound]
      }
      return nil
    }
    let wait = waits.remove(at: index)
    let pin = presented.identifier.value
    let now = ledger.now
    // Judged anew, by the card that was shown: lists and clocks move while somebody types.
    let door = place.id
    verdict = credentialRules.verdict(wait.identifier, now: now.civil) { $0.doors.contains(door) }
    guard let credential = verdict.credential, credential.id == wait.credential.id else { return wait }
    if attempts.isBlocked(.credential(wait.credential.id), now: now.moment) {
      verdict.refusals.insert(.attemptsExceeded)
    } else if pin != credential.pin, pin != credential.duressPIN {
      verdict.refusals.insert(.invalidPIN)
      _ = attempts.countWrong(.credential(wait.credential.id), now: now.moment)
    } else {
      attempts.forgive(.credential(wait.credential.id))
    }
    return wait
  }

  private func asksForPIN(
    _ reader: DoorReader, _ presented: CredentialPresented, _ verdict: CredentialRules.Verdict
  ) -> Bool {
    // A visitor has no PIN.
    reader.asksFor == .credentialAndPIN && presented.identifier.kind != .pin && presented.pass == nil
      && verdict.refusals.isEmpty
      && !attempts.isBlocked(.reader(reader.accessPoint), now: ledger.now.moment)
  }

  private mutating func ask(
    _ verdict: CredentialRules.Verdict, _ identifier: CredentialIdentifier, _ place: DoorPlace
  ) {
    guard let credential = verdict.credential else { return }
    waits.removeAll { $0.accessPoint == place.reader.accessPoint }
    waits.append(
      PINWait(
        accessPoint: place.reader.accessPoint, credential: credential.credential, identifier: identifier,
        until: ledger.now.moment + PINWait.span))
    signal(.continues, at: place.reader)
  }

  private mutating func decide(
    _ received: ReceivedCredential, _ verdict: CredentialRules.Verdict, _ place: DoorPlace,
    shown: CredentialIdentifier
  ) {
    let accessPoint = place.reader.accessPoint
    let mode = doors[place.door].mode(at: ledger.now.moment)
    var showing = refusals(verdict, place, mode)
    var company = Company()
    let isOpenAnyway = mode == .unlocked || mode == .lockedOpen
    if showing.reasons.isEmpty, !isOpenAnyway, let credential = verdict.credential {
      company = self.company(of: credential, at: place.reader)
      if let lack = company.lacks {
        guard verdict.isStale else {
          callForHelp(received.presented, credential, "waits for company", at: accessPoint)
          return askFor(lack, credential, shown, place.reader)
        }
        showing.reasons.insert(lack)
      }
    }
    let isGranted = showing.reasons.isEmpty && !verdict.isStale
    if isGranted {
      showing.reasons = isOpenAnyway ? [.credential, .unlocked] : [.credential]
      if showing.isNoted { showing.reasons.insert(.antiPassbackNoted) }
    } else if verdict.isStale {
      showing.reasons.insert(.listStale)
    }
    let isReferred = verdict.isStale && showing.reasons == [.listStale]
    let decision = AccessDecision(
      id: ledger.nextIdentifier(), accessPoint: accessPoint, plate: nil,
      credential: verdict.credential?.id, outcome: isGranted ? .granted : isReferred ? .referred : .denied,
      reasons: showing.reasons.sorted,
      lists: verdict.editions,
      settingsVersion: layout.settingsVersion, clockIsSynchronised: ledger.now.clockIsSynchronised,
      others: company.others.map(\.id))
    ledger.record(.accessDecided(decision), isUnlisted: verdict.credential == nil)
    remember(received.presented, decision, accessPoint)
    signal(isGranted ? .granted : isReferred ? .referred : .denied, at: place.reader)
    callForHelp(received.presented, verdict.credential, decision.outcome.rawValue, at: accessPoint)
    guard isGranted, let credential = verdict.credential else {
      if isReferred { refer(decision, at: place.reader, verdict.credential) }
      return countRefusal(showing.reasons, at: accessPoint)
    }
    if let pass = received.presented.pass {
      visits.count(
        received.presented.identifier.value, validUntil: pass.validUntil, decision: decision.id,
        now: ledger.now)
    }
    if showing.isNoted { noteAntiPassback(credential, decision) }
    let subject = showing.subject ?? Self.subject(of: credential)
    enter(
      decision, credential, subject, company.others, place, received.receivedAt.moment + layout.freshness)
  }

  /// A grant for a holder and those who pass with them: their areas expect them, and the lock is released.
  private mutating func enter(
    _ decision: AccessDecision, _ holder: HeldCredential, _ subject: AreaSubject, _ others: [HeldCredential],
    _ place: DoorPlace, _ validUntil: Moment
  ) {
    if !personWaits.isEmpty {
      personWaits.removeAll { wait in
        wait.accessPoint == place.reader.accessPoint
          && (holder.id == wait.credential.id || others.contains { $0.id == wait.credential.id })
      }
    }
    let opensFirst = holder.opensFirst || others.contains { $0.opensFirst }
    areas.expect(
      decision.id, [subject] + others.map(Self.subject), place.areas.sides, opensFirst: opensFirst)
    doors[place.door].admit(
      decision, needsMoreTime: holder.needsMoreTime || others.contains { $0.needsMoreTime },
      validUntil: validUntil, &ledger)
    if opensFirst { beginHours(place.door) }
  }

  /// What stands in the way of a credential at a door.
  private func refusals(
    _ verdict: CredentialRules.Verdict, _ place: DoorPlace, _ mode: DoorMode
  ) -> (reasons: ReasonSet, isNoted: Bool, subject: AreaSubject?) {
    var reasons = verdict.refusals
    if attempts.isBlocked(.reader(place.reader.accessPoint), now: ledger.now.moment) {
      reasons.insert(.attemptsExceeded)
    }
    if doors[place.door].hold?.state == .closed {
      reasons.insert(.heldClosed)
    } else if mode == .blocked || mode == .lockedDown {
      reasons.insert(.lockedDown)
    }
    if !isJournalAvailable, layout.whenJournalFails == .hold { reasons.insert(.journalUnavailable) }
    var isNoted = false
    var subject: AreaSubject?
    if reasons.isEmpty, let credential = verdict.credential, mode != .lockedOpen {
      let person = Self.subject(of: credential)
      subject = person
      let finding = place.areas.finding(
        of: person, in: areas, opensFirst: credential.opensFirst,
        persons: max(place.reader.personsMin, credential.needsEscort ? 2 : 1), now: ledger.now.civil)
      if let refusal = finding.refusal { reasons.insert(refusal) }
      isNoted = finding.isNoted
    }
    if reasons.isEmpty, isInterlocked(place.id) { reasons.insert(.interlocked) }
    return (reasons, isNoted, subject)
  }

  /// A duress PIN calls, whether the door opened or not; nothing at the door may show it.
  private mutating func callForHelp(
    _ presented: CredentialPresented, _ credential: HeldCredential?, _ outcome: String,
    at point: AccessPointID
  ) {
    guard let credential, let duress = credential.duressPIN,
      presented.identifier == CredentialIdentifier(.pin, duress)
    else { return }
    ledger.raise(
      .duress, ledger.nextIdentifier(),
      what: "credential \(credential.id) was used under duress at \(point), \(outcome)")
  }

  /// Guessing is slow: what was not known, or a PIN that is wrong, counts.
  mutating func countRefusal(_ reasons: ReasonSet, at accessPoint: AccessPointID) {
    guard reasons.contains(.credentialNotFound) || reasons.contains(.invalidPIN) else { return }
    guard attempts.countWrong(.reader(accessPoint), now: ledger.now.moment) else { return }
    ledger.raise(
      .attemptsExceeded, accessPoint.rawValue,
      what: "\(AttemptBook.wrongMax) wrong attempts at \(accessPoint); it takes nobody for "
        + "\(AttemptBook.readerBlock.milliseconds / 1000) s")
  }

  /// Whether another door or barrier of a sally port is open, may be open, or is about to be.
  func isInterlocked(_ door: DoorID) -> Bool {
    let now = ledger.now.moment
    return layout.sallyPorts.contains { port in
      guard port.doors.contains(door) else { return false }
      let isDoorOpen = doors.contains { other in
        other.door.id != door && port.doors.contains(other.door.id) && !other.isSurelyClosed(at: now)
      }
      return isDoorOpen
        || lanes.contains { lane in
          lane.lane.barrier.map { port.barriers.contains($0.id) } ?? false
            && !lane.isSurelyClosed(at: now)
        }
    }
  }

  // MARK: - time and settings

  var doorDeadline: Moment? {
    var first = Earliest()
    for index in doors.indices { first.take(doors[index].deadline) }
    for index in waits.indices { first.take(waits[index].until) }
    for index in personWaits.indices { first.take(personWaits[index].until) }
    first.take(hoursDeadline)
    first.take(attempts.deadline)
    return first.moment
  }

  mutating func reviewDoors() {
    for index in doors.indices { doors[index].review(&ledger) }
    let now = ledger.now.moment
    for reader in attempts.released(now: now) { ledger.clear(.attemptsExceeded, reader.rawValue) }
    for wait in waits where wait.until <= now {
      guard let place = places.door(at: wait.accessPoint) else { continue }
      let decision = AccessDecision(
        id: ledger.nextIdentifier(), accessPoint: wait.accessPoint, plate: nil,
        credential: wait.credential.id, outcome: .denied, reasons: [.pinMissing],
        settingsVersion: layout.settingsVersion, clockIsSynchronised: ledger.now.clockIsSynchronised)
      ledger.record(.accessDecided(decision))
      signal(.denied, at: place.reader)
    }
    waits.removeAll { $0.until <= now }
    reviewPersonWaits()
    reviewHours()
  }

  mutating func adoptDoors(_ next: SiteLayout) {
    for index in doors.indices where !next.doors.contains(where: doors[index].isSameIron) {
      doors[index].dismiss(&ledger)
    }
    doors = next.doors.map { door in
      guard var kept = doors.first(where: { $0.isSameIron(as: door) }) else {
        var state = DoorState(door: door)
        // What people set it to goes with its name, not with its wire.
        if let known = doors.first(where: { $0.door.id == door.id }) {
          state.restore(known.setMode)
        } else if siteMode == .lockdown {
          state.restore(.lockedDown)
        }
        return state
      }
      kept.adopt(door)
      return kept
    }
    waits.removeAll { wait in
      !next.doors.contains { $0.readers.contains { $0.accessPoint == wait.accessPoint } }
    }
    personWaits.removeAll { wait in
      !next.doors.contains { $0.readers.contains { $0.accessPoint == wait.accessPoint } }
    }
    inputs.adopt(next.inputs)
  }

  mutating func withDoor(_ id: DoorID, _ body: (inout DoorState, inout Ledger) -> Void) {
    guard let index = doors.firstIndex(where: { $0.door.id == id }) else { return }
    body(&doors[index], &ledger)
  }

  mutating func signal(_ meaning: ReaderSignal.Meaning, at reader: DoorReader) {
    ledger.effects.append(
      .signal(ReaderSignal(device: reader.device, readerNumber: reader.readerNumber, meaning: meaning)))
  }
}
