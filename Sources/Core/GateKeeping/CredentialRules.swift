import AccessModel

/// Who may open a door, by the list alone: the part of a decision that depends on nothing that moves.
struct CredentialRules {
  struct Verdict: Equatable {
    var credential: Credential?
    /// Empty when the list admits.
    var refusals: [AccessReason]
    var edition: ListEdition?
    /// The list that knows the credential is too old to admit by (P9).
    var isStale: Bool
  }

  let register: CredentialRegister
  let listAgeMax: Span

  func verdict(_ identifier: CredentialIdentifier, at door: DoorID, now: CivilTime) -> Verdict {
    guard let credential = register.credential(of: identifier) else {
      return Verdict(
        credential: nil, refusals: [.credentialNotFound], edition: register.edition, isStale: false)
    }
    var refusals: [AccessReason] = []
    if !credential.isEnabled { refusals.append(.notEnabled) }
    if let from = credential.validFrom, from > now { refusals.append(.notActive) }
    if credential.validUntil <= now { refusals.append(.expired) }
    if !credential.doors.contains(door) { refusals.append(.unauthorized) }
    let isStale = register.edition.map { !AccessRules.isInDate($0, now, ageMax: listAgeMax) } ?? false
    return Verdict(
      credential: credential, refusals: refusals, edition: register.edition, isStale: isStale)
  }
}
