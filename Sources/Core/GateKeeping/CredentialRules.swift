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
  let calendar: SiteCalendar

  /// Of a visitor's code, which needs no list: it carries its own rights, signed.
  static func verdict(
    _ pass: VisitorPass, _ identifier: CredentialIdentifier, at accessPoint: AccessPointID,
    takesVisitors: Bool, uses: Int, now: CivilTime
  ) -> Verdict {
    var refusals: [AccessReason] = []
    if pass.validFrom > now { refusals.append(.notActive) }
    if pass.validUntil <= now { refusals.append(.expired) }
    let isPlace =
      pass.accessPoints.contains(accessPoint) || pass.accessPoints.isEmpty && takesVisitors
    if !isPlace { refusals.append(.unauthorized) }
    if uses >= pass.usesMax { refusals.append(.usedUp) }
    let credential = Credential(
      id: "visitor-\(identifier.value)", holder: pass.host, identifiers: [identifier],
      validFrom: pass.validFrom, validUntil: pass.validUntil, doors: [])
    return Verdict(credential: credential, refusals: refusals, edition: nil, isStale: false)
  }

  /// `opens` says whether the credential is for this place.
  func verdict(
    _ identifier: CredentialIdentifier, now: CivilTime, opens: (Credential) -> Bool
  ) -> Verdict {
    guard let credential = register.credential(of: identifier) else {
      return Verdict(
        credential: nil, refusals: [.credentialNotFound], edition: register.edition, isStale: false)
    }
    var refusals: [AccessReason] = []
    if !credential.isEnabled { refusals.append(.notEnabled) }
    if let from = credential.validFrom, from > now { refusals.append(.notActive) }
    if credential.validUntil <= now { refusals.append(.expired) }
    if !opens(credential) { refusals.append(.unauthorized) }
    if !calendar.permits(credential.schedule, at: now) { refusals.append(.notPermittedAtThisTime) }
    let isStale = register.edition.map { !AccessRules.isInDate($0, now, ageMax: listAgeMax) } ?? false
    return Verdict(
      credential: credential, refusals: refusals, edition: register.edition, isStale: isStale)
  }
}
