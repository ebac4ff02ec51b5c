import AccessModel

/// What the areas say of somebody who wants from one side to the other.
struct AreaRules {
  let areas: [Area]
  let book: AreaBook
  let now: CivilTime

  struct Finding: Equatable {
    var refusal: AccessReason?
    /// Let through, but noted.
    var isNoted = false
  }

  /// Of a person's credential.
  func finding(of subject: String, _ sides: AreaSides, opensFirst: Bool, persons: Int = 1) -> Finding {
    if let refusal = refusal(sides, opensFirst: opensFirst, entering: persons) {
      return Finding(refusal: refusal)
    }
    if let to = sides.to, book.isExpected(subject, in: to) {
      return finding(areas.first { $0.id == to }?.antiPassback, since: now)
    }
    guard let presence = book.presence(of: subject) else { return Finding() }
    return finding(rule(of: presence, sides), since: presence.since)
  }

  private func finding(_ rule: AntiPassback?, since: CivilTime) -> Finding {
    switch rule {
    case nil, .off: return Finding()
    case .soft: return Finding(isNoted: true)
    case .hard: return Finding(refusal: .antiPassback)
    case .timed(let span):
      let age = now - since
      return age >= .zero && age < span ? Finding(refusal: .antiPassback) : Finding()
    }
  }

  /// Whether a plate is inside already: two vehicles may bear it.
  func isInside(_ subject: String, _ sides: AreaSides) -> Bool {
    guard let to = sides.to else { return false }
    return book.presence(of: subject)?.area == to
  }

  /// Of whoever enters, whatever is known of them.
  func refusal(_ sides: AreaSides, opensFirst: Bool, entering: Int = 1) -> AccessReason? {
    guard let to = sides.to, let area = areas.first(where: { $0.id == to }) else { return nil }
    let count = book.count(in: to)
    if let most = area.occupancyMax, count.count + book.expected(in: to) + entering > most {
      return .areaFull
    }
    return area.needsFirst && !count.hasFirst && !opensFirst ? .firstCredentialMissing : nil
  }

  /// The rule of the side on which the subject is not where it should be; nil where it is.
  private func rule(of presence: Presence, _ sides: AreaSides) -> AntiPassback? {
    if let to = sides.to, presence.area == to { return areas.first { $0.id == to }?.antiPassback }
    guard let from = sides.from, presence.area != from else { return nil }
    return areas.first { $0.id == from }?.antiPassback
  }
}
