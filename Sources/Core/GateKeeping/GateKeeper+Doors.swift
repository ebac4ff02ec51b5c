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
  /// A reader, by its place in the layout.
  private struct Place {
    var door: Int
    var reader: DoorReader
  }

  mutating func take(_ received: ReceivedCredential) {
    let presented = received.presented
    let historical = received.historicalCause(now: ledger.now, freshness: layout.freshness)
    guard let place = place(of: presented) else {
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
    decide(received, verdict, place)
  }

  private var rules: CredentialRules {
    CredentialRules(register: register, listAgeMax: layout.listAgeMax, calendar: calendar)
  }

  private func verdict(of presented: CredentialPresented, at place: Place) -> CredentialRules.Verdict {
    let door = doors[place.door].door.id
    guard let pass = presented.pass else {
      return rules.verdict(presented.identifier, at: door, now: ledger.now.civil)
    }
    let token = presented.identifier.value
    let uses = visits.isFull ? pass.usesMax : visits.uses(of: token)
    var verdict = CredentialRules.verdict(
      pass, presented.identifier, at: place.reader, of: door, uses: uses, now: ledger.now.civil)
    // A row of the list with this token takes it back.
    if let row = register.credential(of: presented.identifier) {
      if !row.isEnabled { verdict.refusals.append(.notEnabled) }
      if row.validUntil <= ledger.now.civil { verdict.refusals.append(.expired) }
    }
    return verdict
  }

  /// The card that a PIN belongs to; the PIN is then judged by it, not by itself.
  private mutating func awaited(
    _ presented: CredentialPresented, _ place: Place, _ verdict: inout CredentialRules.Verdict
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
    verdict = rules.verdict(wait.identifier, at: doors[place.door].door.id, now: now.civil)
    guard let credential = verdict.credential, credential.id == wait.credential.id else { return wait }
    if attempts.isBlocked(.credential(wait.credential.id), now: now.moment) {
      verdict.refusals.append(.attemptsExceeded)
    } else if pin != credential.pin, pin != credential.duressPIN {
      verdict.refusals.append(.invalidPIN)
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
    _ verdict: CredentialRules.Verdict, _ identifier: CredentialIdentifier, _ place: Place
  ) {
    guard let credential = verdict.credential else { return }
    waits.removeAll { $0.accessPoint == place.reader.accessPoint }
    waits.append(
      PINWait(
        accessPoint: place.reader.accessPoint, credential: credential, identifier: identifier,
        until: ledger.now.moment + PINWait.span))
    signal(.continues, at: place.reader)
  }

  private mutating func decide(
    _ received: ReceivedCredential, _ verdict: CredentialRules.Verdict, _ place: Place
  ) {
    let now = ledger.now.moment
    let accessPoint = place.reader.accessPoint
    let mode = doors[place.door].mode(at: now)
    var reasons = verdict.refusals
    if attempts.isBlocked(.reader(accessPoint), now: now) { reasons.append(.attemptsExceeded) }
    if doors[place.door].hold?.state == .closed {
      reasons.append(.heldClosed)
    } else if mode == .blocked || mode == .lockedDown {
      reasons.append(.lockedDown)
    }
    if !isJournalAvailable, layout.whenJournalFails == .hold { reasons.append(.journalUnavailable) }
    if reasons.isEmpty, isInterlocked(doors[place.door].door.id) { reasons.append(.interlocked) }
    let isGranted = reasons.isEmpty && !verdict.isStale
    if isGranted {
      reasons = mode == .unlocked || mode == .lockedOpen ? [.credential, .unlocked] : [.credential]
    } else if verdict.isStale {
      reasons.append(.listStale)
    }
    let isReferred = verdict.isStale && reasons == [.listStale]
    let decision = AccessDecision(
      id: ledger.nextIdentifier(), accessPoint: accessPoint, plate: nil,
      credential: verdict.credential?.id, outcome: isGranted ? .granted : isReferred ? .referred : .denied,
      reasons: AccessReason.allCases.filter(reasons.contains), lists: [verdict.edition].compactMap { $0 },
      settingsVersion: layout.settingsVersion, clockIsSynchronised: ledger.now.clockIsSynchronised)
    ledger.record(.accessDecided(decision), isUnlisted: verdict.credential == nil)
    remember(received.presented, decision, accessPoint)
    signal(isGranted ? .granted : isReferred ? .referred : .denied, at: place.reader)
    callForHelp(received.presented, verdict.credential, decision)
    guard isGranted, let credential = verdict.credential else {
      return countRefusal(reasons, at: accessPoint)
    }
    if let pass = received.presented.pass {
      visits.count(
        received.presented.identifier.value, validUntil: pass.validUntil, decision: decision.id,
        now: ledger.now)
    }
    let validUntil = received.receivedAt.moment + layout.freshness
    doors[place.door].admit(
      decision, needsMoreTime: credential.needsMoreTime, validUntil: validUntil, &ledger)
  }

  /// A duress PIN calls, whether the door opened or not; nothing at the door may show it.
  private mutating func callForHelp(
    _ presented: CredentialPresented, _ credential: Credential?, _ decision: AccessDecision
  ) {
    guard let credential, let duress = credential.duressPIN,
      presented.identifier == CredentialIdentifier(.pin, duress)
    else { return }
    ledger.raise(
      .duress, decision.id,
      what: "credential \(credential.id) was used under duress at \(decision.accessPoint), "
        + decision.outcome.rawValue)
  }

  /// Guessing is slow: what was not known, or a PIN that is wrong, counts.
  private mutating func countRefusal(_ reasons: [AccessReason], at accessPoint: AccessPointID) {
    guard reasons.contains(.credentialNotFound) || reasons.contains(.invalidPIN) else { return }
    guard attempts.countWrong(.reader(accessPoint), now: ledger.now.moment) else { return }
    ledger.raise(
      .attemptsExceeded, accessPoint.rawValue,
      what: "\(AttemptBook.wrongMax) wrong attempts at \(accessPoint); it takes nobody for "
        + "\(AttemptBook.readerBlock.milliseconds / 1000) s")
  }

  /// Whether another door of a sally port is open, may be open, or is about to be.
  func isInterlocked(_ door: DoorID) -> Bool {
    layout.sallyPorts.contains { port in
      port.doors.contains(door)
        && doors.contains { other in
          other.door.id != door && port.doors.contains(other.door.id)
            && !other.isSurelyClosed(at: ledger.now.moment)
        }
    }
  }

  // MARK: - operators

  mutating func take(_ order: OperatorDoorOrder) {
    let targets = doors.indices.filter { order.door == nil || doors[$0].door.id == order.door }
    var refusal: String?
    if targets.isEmpty {
      let names = doors.map(\.door.id.rawValue).joined(separator: ", ")
      refusal =
        doors.isEmpty
        ? "this site has no doors"
        : "there is no door \(order.door?.rawValue ?? "") here; doors: \(names)"
    } else if ledger.now.moment - order.askedAt > layout.freshness {
      refusal = "the order waited too long; look at the door and ask again"
    } else {
      refusal = self.refusal(of: order.order, targets)
    }
    let verb =
      switch order.order {
      case .release: "release"
      case .set(let mode): "set \(mode.rawValue)"
      }
    ledger.record(
      .operatorCommanded(
        OperatorFact(
          operatorName: order.operatorName, verb: verb, target: order.door?.rawValue ?? "all doors",
          reason: order.reason, accepted: refusal == nil, refusal: refusal ?? "")))
    if let refusal {
      ledger.effects.append(.operatorAnswer(number: order.number, accepted: false, text: refusal))
      return
    }
    for index in targets {
      switch order.order {
      case .release: release(index, order)
      case .set(let mode): doors[index].set(mode == .accessed ? .locked : mode, &ledger)
      }
    }
    let names = targets.map { doors[$0].door.id.rawValue }.joined(separator: ", ")
    ledger.effects.append(
      .operatorAnswer(number: order.number, accepted: true, text: "\(verb) ordered for \(names)"))
  }

  private func refusal(of order: DoorOrder, _ targets: [Int]) -> String? {
    switch order {
    case .release: return releaseRefusal(targets)
    case .set(.unlocked), .set(.lockedOpen):
      let ports = layout.sallyPorts.flatMap(\.doors)
      return targets.contains { ports.contains(doors[$0].door.id) }
        ? "a door of a sally port cannot stay released" : nil
    case .set(.locked), .set(.blocked), .set(.lockedDown), .set(.accessed): return nil
    }
  }

  private func releaseRefusal(_ targets: [Int]) -> String? {
    guard targets.count == 1, let index = targets.first else { return "name one door to release" }
    let door = doors[index]
    if let hold = door.hold, hold.state == .closed {
      return "\(door.door.id) is held closed by \(hold.point): end that first"
    }
    let mode = door.mode(at: ledger.now.moment)
    if mode == .blocked || mode == .lockedDown {
      return "\(door.door.id) is \(mode.rawValue): end that first, with gatectl hold or lockdown --end"
    }
    return isInterlocked(door.door.id)
      ? "another door of its sally port is not closed: close it first" : nil
  }

  private mutating func release(_ index: Int, _ order: OperatorDoorOrder) {
    let door = doors[index].door
    let accessPoint = door.readers.first?.accessPoint ?? AccessPointID(door.id.rawValue)
    let decision = AccessDecision(
      id: ledger.nextIdentifier(), accessPoint: accessPoint, plate: nil, outcome: .granted,
      reasons: [.operatorCommand], settingsVersion: layout.settingsVersion,
      clockIsSynchronised: ledger.now.clockIsSynchronised, operatorName: order.operatorName)
    ledger.record(.accessDecided(decision))
    doors[index].admit(
      decision, needsMoreTime: false, validUntil: order.askedAt + layout.freshness, &ledger)
  }

  // MARK: - time and settings

  var doorDeadline: Moment? {
    let times = doors.compactMap(\.deadline) + waits.map(\.until)
    return (times + [attempts.deadline].compactMap { $0 }).min()
  }

  mutating func reviewDoors() {
    for index in doors.indices { doors[index].review(&ledger) }
    let now = ledger.now.moment
    for reader in attempts.released(now: now) { ledger.clear(.attemptsExceeded, reader.rawValue) }
    for wait in waits where wait.until <= now {
      guard let place = place(at: wait.accessPoint) else { continue }
      let decision = AccessDecision(
        id: ledger.nextIdentifier(), accessPoint: wait.accessPoint, plate: nil,
        credential: wait.credential.id, outcome: .denied, reasons: [.pinMissing],
        settingsVersion: layout.settingsVersion, clockIsSynchronised: ledger.now.clockIsSynchronised)
      ledger.record(.accessDecided(decision))
      signal(.denied, at: place.reader)
    }
    waits.removeAll { $0.until <= now }
  }

  mutating func adoptDoors(_ next: SiteLayout) {
    for index in doors.indices where !next.doors.contains(where: doors[index].isSameIron) {
      doors[index].dismiss(&ledger)
    }
    doors = next.doors.map { door in
      guard var kept = doors.first(where: { $0.isSameIron(as: door) }) else {
        var state = DoorState(door: door)
        // What people set it to goes with its name, not with its wire.
        if let known = doors.first(where: { $0.door.id == door.id }) { state.restore(known.setMode) }
        return state
      }
      kept.adopt(door)
      return kept
    }
    waits.removeAll { wait in
      !next.doors.contains { $0.readers.contains { $0.accessPoint == wait.accessPoint } }
    }
    inputs.adopt(next.inputs)
  }

  mutating func withDoor(_ id: DoorID, _ body: (inout DoorState, inout Ledger) -> Void) {
    guard let index = doors.firstIndex(where: { $0.door.id == id }) else { return }
    body(&doors[index], &ledger)
  }

  private mutating func signal(_ meaning: ReaderSignal.Meaning, at reader: DoorReader) {
    ledger.effects.append(
      .signal(ReaderSignal(device: reader.device, readerNumber: reader.readerNumber, meaning: meaning)))
  }

  private func place(of presented: CredentialPresented) -> Place? {
    for (index, state) in doors.enumerated() {
      let reader = state.door.readers.first {
        $0.device == presented.device
          && ($0.readerNumber == nil || $0.readerNumber == presented.readerNumber)
      }
      if let reader { return Place(door: index, reader: reader) }
    }
    return nil
  }

  private func place(at accessPoint: AccessPointID) -> Place? {
    for (index, state) in doors.enumerated() {
      if let reader = state.door.readers.first(where: { $0.accessPoint == accessPoint }) {
        return Place(door: index, reader: reader)
      }
    }
    return nil
  }
}
