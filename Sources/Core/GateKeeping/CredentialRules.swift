import AccessModel

/// Who may open a door, by the list alone: the part of a decision that depends on nothing that moves.
struct CredentialRules {
  struct Verdict: Equatable {
    var credential: HeldCredential?
    /// Empty when the list admits.
    var refusals: ReasonSet
    /// Of the list that was asked.
    var editions: [ListEdition]
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
    var refusals: ReasonSet = []
    if pass.validFrom > now { refusals.insert(.notActive) }
    if pass.validUntil <= now { refusals.insert(.expired) }
    let isPlace =
      pass.accessPoints.contains(accessPoint) || pass.accessPoints.isEmpty && takesVisitors
    if !isPlace { refusals.insert(.unauthorized) }
    if uses >= pass.usesMax { refusals.insert(.usedUp) }
    let credential = Credential(
      id: "visitor-\(identifier.value)", holder: pass.host, identifiers: [identifier],
      validFrom: pass.validFrom, validUntil: pass.validUntil, doors: [])
    return Verdict(credential: HeldCredential(credential), refusals: refusals, editions: [], isStale: false)
  }

  /// `opens` says whether the credential is for this place.
  func verdict(
    _ identifier: CredentialIdentifier, now: CivilTime, opens: (HeldCredential) -> Bool
  ) -> Verdict {
    guard let credential = register.held(identifier) else {
      return Verdict(
        credential: nil, refusals: [.credentialNotFound], editions: register.editions, isStale: false)
    }
    var refusals: ReasonSet = []
    if !credential.isEnabled { refusals.insert(.notEnabled) }
    if let from = credential.validFrom, from > now { refusals.insert(.notActive) }
    if credential.validUntil <= now { refusals.insert(.expired) }
    if !opens(credential) { refusals.insert(.unauthorized) }
    if !calendar.permits(credential.schedule, at: now) { refusals.insert(.notPermittedAtThisTime) }
    let isStale = register.edition.map { !AccessRules.isInDate($0, now, ageMax: listAgeMax) } ?? false
    return Verdict(
      credential: credential, refusals: refusals, editions: register.editions, isStale: isStale)
  }
}
