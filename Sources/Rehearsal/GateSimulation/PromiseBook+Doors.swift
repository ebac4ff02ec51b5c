internal import AccessModel
internal import GateKeeping

/// Doors: credentials as they are listed, locks as they may be told.
extension PromiseBook {
  mutating func look(_ received: ReceivedCredential, _ effects: [GateEffect]) throws(Violation) {
    let presented = received.presented
    guard let index = doors.firstIndex(where: { $0.door.readers[0].device == presented.device }) else {
      return
    }
    let isHistorical =
      presented.isReplay || now.moment - received.receivedAt.moment > layout.freshness
    let decision = Self.decisions(in: effects).first { $0.answers == nil }
    if isHistorical {
      let moves = effects.contains { if case .doorCommand = $0 { true } else { false } }
      guard decision == nil, !moves else { throw Violation("P2", "a historical card moves something") }
      return
    }
    let reader = doors[index].door.readers[0]
    let isPIN = presented.identifier.kind == .pin
    let card = doors[index].card.flatMap { now.moment - $0.at < .seconds(15) ? $0 : nil }
    let awaited = isPIN ? card : nil
    let credential = presented.pass == nil ? credential(of: presented.identifier, awaited, reader) : nil
    if let decision, decision.outcome == .granted, presented.pass == nil {
      try checkGrant(decision, credential, awaited, presented, index, reader)
    }
    if isPIN, let credential, let duress = credential.duressPIN, duress == presented.identifier.value,
      decision != nil, !Self.raisesDuress(effects)
    {
      throw Violation("alarm", "\(credential.id) is used under duress and nobody is told")
    }
    try expectGrant(decision, credential, presented, awaited, index, reader)
    remember(presented, credential, decision, index, reader)
  }

  private mutating func remember(
    _ presented: CredentialPresented, _ credential: Credential?, _ decision: AccessDecision?, _ index: Int,
    _ reader: DoorReader
  ) {
    if presented.identifier.kind == .pin {
      doors[index].card = nil
    } else {
      doors[index].shown = (presented.identifier, now.moment)
      let asks = reader.asksFor == .credentialAndPIN && decision == nil
      if asks, let credential { doors[index].card = (credential, now.moment) }
    }
  }

  private func credential(
    of identifier: CredentialIdentifier, _ awaited: (credential: Credential, at: Moment)?,
    _ reader: DoorReader
  ) -> Credential? {
    if identifier.kind == .pin {
      if let awaited { return awaited.credential }
      guard reader.asksFor == .credentialOrPIN else { return nil }
      return credentials.first { $0.pin == identifier.value || $0.duressPIN == identifier.value }
    }
    return credentials.first { $0.identifiers.contains(identifier) }
  }

  /// What a listed credential may, by the list as it is written.
  private func isGood(_ credential: Credential, at door: DoorID) -> Bool {
    isInForce(credential) && credential.doors.contains(door)
  }

  func isInForce(_ credential: Credential) -> Bool {
    let time = now.civil
    let age = register.map { time - $0.issuedAt } ?? .zero
    let hour = time.fields.hour
    let day = (time.milliseconds / 86_400_000 + 3) % 7
    let isOffice = day < 5 && (8..<18).contains(hour)
    return credential.isEnabled && (credential.validFrom ?? time) <= time && credential.validUntil > time
      && (credential.schedule == nil || isOffice)
      && age <= layout.listAgeMax && age >= .seconds(-300)
  }

  private func checkGrant(
    _ decision: AccessDecision, _ credential: Credential?, _ awaited: (credential: Credential, at: Moment)?,
    _ presented: CredentialPresented, _ index: Int, _ reader: DoorReader
  ) throws(Violation) {
    let door = doors[index].door.id
    guard let credential, decision.credential == credential.id, isGood(credential, at: door) else {
      throw Violation("P3", "\(presented.identifier.kind) opens \(door) and is not good for it")
    }
    let pin = presented.identifier.value
    if reader.asksFor == .credentialAndPIN {
      guard let awaited, now.moment - awaited.at <= .seconds(16),
        pin == credential.pin || pin == credential.duressPIN
      else { throw Violation("P3", "\(door) opens without the PIN of \(credential.id)") }
    }
    let mode = doors[index].mode
    let hold = hold(door: door)
    if hold != .open, mode == .blocked || mode == .lockedDown {
      throw Violation("P5", "\(door) opens while \(mode)")
    }
    if hold == .closed { throw Violation("P5", "\(door) opens while it is held closed") }
    if let blocked = doors[index].blockedAt, now.moment - blocked < .seconds(60) {
      throw Violation("service", "\(door) takes a card while guessing is slowed down")
    }
  }

  /// A good card opens an ordinary door that asks for nothing else.
  private func expectGrant(
    _ decision: AccessDecision?, _ credential: Credential?, _ presented: CredentialPresented,
    _ awaited: (credential: Credential, at: Moment)?, _ index: Int, _ reader: DoorReader
  ) throws(Violation) {
    let door = doors[index]
    guard let credential, isGood(credential, at: door.door.id), door.mode == .locked, points["fire"] != nil,
      hold(door: door.door.id) == nil, door.blockedAt == nil, othersAreClosed(door.door.id), !isJournalOut
    else { return }
    let isRepeat =
      door.shown.map { $0.identifier == presented.identifier && now.moment - $0.at <= .seconds(3) } ?? false
    let isCard = presented.identifier.kind == .card
    // Areas and company are looked at elsewhere.
    let isAlone =
      reader.to == nil && reader.personsMin == 1 && !credential.needsEscort && !credential.isEscort
    guard isCard, isAlone, reader.asksFor != .credentialAndPIN, !isRepeat else { return }
    if decision?.outcome != .granted {
      let reasons = decision?.reasons.map(\.rawValue).joined(separator: ",") ?? "no decision"
      throw Violation("service", "\(credential.id) is good for \(door.door.id) and stays outside: \(reasons)")
    }
  }

  /// Of a sally port: closed by their contacts, and not released for a while.
  private func othersAreClosed(_ id: DoorID) -> Bool {
    layout.sallyPorts.filter { $0.doors.contains(id) }.allSatisfy { port in
      doors.allSatisfy { other in
        let isQuiet = other.releasedAt.map { now.moment - $0 > .seconds(30) } ?? true
        return other.door.id == id || !port.doors.contains(other.door.id)
          || other.contact == .inactive && isQuiet && other.mode == .locked
      }
    }
  }

  private func isInterlocking(_ door: DoorID) -> Bool {
    layout.sallyPorts.contains { $0.doors.contains(door) }
  }

  mutating func look(_ order: OperatorDoorOrder, _ effects: [GateEffect]) throws(Violation) {
    let isAccepted = effects.contains {
      if case .operatorAnswer(order.number, true, _) = $0 { true } else { false }
    }
    guard isAccepted else { return }
    for index in doors.indices where order.door == nil || doors[index].door.id == order.door {
      guard case .set(let mode) = order.order else { continue }
      doors[index].mode = mode
      let isPort = isInterlocking(doors[index].door.id)
      if isPort, mode == .unlocked || mode == .lockedOpen {
        throw Violation("P5", "a door of a sally port stays released")
      }
    }
  }

  mutating func sense(_ sensed: InputSensed, _ effects: [GateEffect]) throws(Violation) {
    let before = points[sensed.point]
    let last = readings.updateValue(sensed.reading, forKey: sensed.point)
    try checkButton(sensed, last, effects)
    if sensed.reading != .stale { points[sensed.point] = sensed.reading }
    if sensed.point == "fire" { try senseFire(sensed.reading, effects) }
    if sensed.point == "button", sensed.reading == .active, !raises(.alarmButton, "button", in: effects) {
      throw Violation("alarm", "somebody calls for help and nobody is told")
    }
    for index in doors.indices {
      if doors[index].door.requestToExit == sensed.point, sensed.reading == .active {
        doors[index].explainedAt = now.moment
      }
      guard doors[index].door.contact == sensed.point else { continue }
      let was = doors[index].contact
      doors[index].contact = sensed.reading
      if sensed.reading == .active {
        doors[index].openSince = doors[index].openSince ?? now.moment
      } else {
        doors[index].openSince = nil
      }
      if was == .inactive, before == .inactive, sensed.reading == .active { try checkForced(index, effects) }
    }
  }

  /// A button that was seen to be pressed releases an ordinary door that it is to release.
  private func checkButton(
    _ sensed: InputSensed, _ last: InputReading?, _ effects: [GateEffect]
  ) throws(Violation) {
    guard sensed.reading == .active, last == .inactive, now.moment - sensed.at <= layout.freshness,
      let door = doors.first(where: { $0.door.requestToExit == sensed.point })?.door, door.requestReleases,
      doors.first(where: { $0.door.id == door.id })?.mode == .locked, hold(door: door.id) == nil, !isFire,
      othersAreClosed(door.id), !isJournalOut
    else { return }
    let isReleased = effects.contains { if case .doorCommand = $0 { true } else { false } }
    if !isReleased { throw Violation("service", "somebody asks to leave by \(door.id) and stays inside") }
  }

  private func checkForced(_ index: Int, _ effects: [GateEffect]) throws(Violation) {
    let door = doors[index]
    guard door.mode == .locked || door.mode == .blocked || door.mode == .lockedDown,
      hold(door: door.door.id) != .open,
      door.explainedAt.map({ now.moment - $0 > .seconds(40) }) ?? true,
      door.releasedAt.map({ now.moment - $0 > .seconds(40) }) ?? true
    else { return }
    if !raises(.forcedOpen, door.door.id.rawValue, in: effects) {
      throw Violation("alarm", "\(door.door.id) is forced open and nobody is told")
    }
  }

  private mutating func senseFire(_ reading: InputReading, _ effects: [GateEffect]) throws(Violation) {
    if reading == .inactive {
      (isFire, fireSince) = (false, nil)
      return
    }
    if reading == .active { isFire = true }
    guard isFire else { return }
    fireSince = fireSince ?? now.moment
    if !raises(.fireAlarm, "fire", in: effects) {
      throw Violation("P6", "the fire panel is in alarm and nobody is told")
    }
  }

  mutating func look(_ command: DoorCommand, _ input: GateInput, _ effects: [GateEffect]) throws(Violation) {
    guard let index = doors.firstIndex(where: { $0.door.id == command.door }) else {
      throw Violation("P1", "a command to \(command.door), which is not there")
    }
    doors[index].lastCommand = command.action
    switch command.action {
    case .release:
      doors[index].releasedAt = now.moment
      try checkRelease(command, index, input, effects)
    case .holdReleased:
      doors[index].releasedAt = now.moment
      let isSet = doors[index].mode == .unlocked || doors[index].mode == .lockedOpen
      if !isSet, hold(door: command.door) != .open {
        throw Violation("P5", "\(command.door) is held released and nothing asks for it")
      }
    case .secure:
      if isFire { throw Violation("P6", "\(command.door) is locked while the fire panel is in alarm") }
    }
  }

  private func checkRelease(
    _ command: DoorCommand, _ index: Int, _ input: GateInput, _ effects: [GateEffect]
  ) throws(Violation) {
    let id = command.door
    switch input {
    case .credentialPresented, .operatorSetsDoor, .operatorOrders:
      guard Self.decisions(in: effects).contains(where: { $0.outcome == .granted }) else {
        throw Violation("P5", "\(id) is released without a decision")
      }
    case .inputSensed(let sensed):
      guard sensed.point == doors[index].door.requestToExit, sensed.reading == .active,
        doors[index].door.requestReleases
      else { throw Violation("P5", "\(id) is released by \(sensed.point)") }
    default: throw Violation("P5", "\(id) is released by nobody")
    }
    for port in layout.sallyPorts where port.doors.contains(id) {
      for other in doors where other.door.id != id && port.doors.contains(other.door.id) {
        if other.contact != .inactive {
          throw Violation("P5", "\(id) is released while \(other.door.id) is not closed")
        }
        if let released = other.releasedAt, now.moment - released < .milliseconds(900) {
          throw Violation("P5", "\(id) is released while \(other.door.id) is")
        }
      }
    }
  }

  private static func raisesDuress(_ effects: [GateEffect]) -> Bool {
    effects.contains {
      guard case .record(let event) = $0, case .alarmRaised(let alarm) = event.fact else { return false }
      return alarm.code == .duress
    }
  }

  /// What is true after every step.
  mutating func checkService(_ input: GateInput, _ effects: [GateEffect]) throws(Violation) {
    guard case .tick = input else { return }
    try checkDesk()
    for (key, since) in alarms where key.hasPrefix("watchlistHit ") && since > .zero {
      if now.moment - since > layout.alarms.hitLapse + .seconds(60) {
        throw Violation("P8", "a claim that nobody decided does not lapse")
      }
    }
    for door in doors {
      guard let since = door.openSince, hold(door: door.door.id) == nil, door.mode == .locked else {
        continue
      }
      let limit = door.door.openMax + door.door.extendedBy + .seconds(2)
      if now.moment - since > limit, !raises(.openTooLong, door.door.id.rawValue, in: effects),
        door.releasedAt.map({ now.moment - $0 > limit }) ?? true
      {
        throw Violation("alarm", "\(door.door.id) is open for too long and nobody is told")
      }
    }
  }
}
