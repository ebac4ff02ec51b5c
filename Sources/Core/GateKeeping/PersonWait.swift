import AccessModel

/// A holder who may not pass alone, and for whom the door waits.
struct PersonWait: Equatable, Sendable {
  var accessPoint: AccessPointID
  var credential: Credential
  var identifier: CredentialIdentifier
  /// `secondPersonMissing` or `escortMissing`.
  var lack: AccessReason
  var until: Moment

  /// Time from one holder to the next.
  static let span = Span.seconds(15)
}

/// Those who pass with a holder, or what is still missing.
struct Company: Equatable {
  var others: [HeldCredential] = []
  var lacks: AccessReason?
}

extension GateKeeper {
  /// Two persons are two holders, not two cards of one.
  func company(of credential: HeldCredential, at reader: DoorReader) -> Company {
    let waiting = personWaits.filter { wait in
      guard wait.accessPoint == reader.accessPoint, wait.credential.id != credential.id,
        wait.credential.holder != credential.holder
      else { return false }
      let door = places.door(at: wait.accessPoint)?.id
      // Judged anew: lists and clocks move while somebody waits.
      return credentialRules.verdict(wait.identifier, now: ledger.now.civil) { holder in
        door.map { holder.doors.contains($0) } ?? false
      }.refusals.isEmpty
    }
    if credential.isEscort, let guest = waiting.last(where: { $0.lack == .escortMissing }) {
      return Company(others: [HeldCredential(guest.credential)])
    }
    if credential.needsEscort { return Company(lacks: .escortMissing) }
    guard reader.personsMin > 1 else { return Company() }
    guard let first = waiting.last(where: { $0.lack == .secondPersonMissing }) else {
      return Company(lacks: .secondPersonMissing)
    }
    return Company(others: [HeldCredential(first.credential)])
  }

  mutating func askFor(
    _ lack: AccessReason, _ credential: HeldCredential, _ identifier: CredentialIdentifier,
    _ reader: DoorReader
  ) {
    personWaits.removeAll { $0.accessPoint == reader.accessPoint }
    personWaits.append(
      PersonWait(
        accessPoint: reader.accessPoint, credential: credential.credential, identifier: identifier,
        lack: lack,
        until: ledger.now.moment + PersonWait.span))
    signal(.continues, at: reader)
  }

  /// Nobody came to those who wait.
  mutating func reviewPersonWaits() {
    let now = ledger.now.moment
    for wait in personWaits where wait.until <= now {
      guard let place = places.door(at: wait.accessPoint) else { continue }
      let decision = AccessDecision(
        id: ledger.nextIdentifier(), accessPoint: wait.accessPoint, plate: nil,
        credential: wait.credential.id, outcome: .denied, reasons: [wait.lack],
        settingsVersion: layout.settingsVersion, clockIsSynchronised: ledger.now.clockIsSynchronised)
      ledger.record(.accessDecided(decision))
      signal(.denied, at: place.reader)
    }
    personWaits.removeAll { $0.until <= now }
  }

  mutating func noteAntiPassback(_ credential: HeldCredential, _ decision: AccessDecision) {
    ledger.raise(
      .antiPassback, credential.id,
      what: "credential \(credential.id) was used at \(decision.accessPoint) although it is on the other "
        + "side by what was recorded")
  }
}
