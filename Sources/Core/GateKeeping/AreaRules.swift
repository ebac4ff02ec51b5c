import AccessModel

/// What the areas on both sides of a place say of somebody who wants from one to the other.
struct AreaRules: Sendable {
  let sides: AreaSides
  /// Nil where the site does not count.
  private let from: Area?
  private let to: Area?

  struct Finding: Equatable {
    var refusal: AccessReason?
    /// Let through, but noted.
    var isNoted = false
  }

  init(from: AreaID?, to: AreaID?, _ areas: [Area]) {
    sides = AreaSides(from: from, to: to)
    self.from = from.flatMap { id in areas.first { $0.id == id } }
    self.to = to.flatMap { id in areas.first { $0.id == id } }
  }

  /// Of a person's credential.
  func finding(
    of subject: AreaSubject, in book: AreaBook, opensFirst: Bool, persons: Int = 1, now: CivilTime
  ) -> Finding {
    if let refusal = refusal(in: book, opensFirst: opensFirst, entering: persons) {
      return Finding(refusal: refusal)
    }
    if let id = sides.to, book.isExpected(subject, in: id) {
      return finding(to?.antiPassback, since: now, now)
    }
    guard let presence = book.presence(of: subject) else { return Finding() }
    return finding(rule(of: presence), since: presence.since, now)
  }

  private func finding(_ rule: AntiPassback?, since: CivilTime, _ now: CivilTime) -> Finding {
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
  func isInside(_ subject: AreaSubject, in book: AreaBook) -> Bool {
    guard let to = sides.to else { return false }
    return book.presence(of: subject)?.area == to
  }

  /// Of whoever enters, whatever is known of them.
  func refusal(in book: AreaBook, opensFirst: Bool, entering: Int = 1) -> AccessReason? {
    guard let to else { return nil }
    let count = book.count(in: to.id)
    if let most = to.occupancyMax, count.count + book.expected(in: to.id) + entering > most {
      return .areaFull
    }
    return to.needsFirst && !count.hasFirst && !opensFirst ? .firstCredentialMissing : nil
  }

  /// The rule of the side on which the subject is not where it should be; nil where it is.
  private func rule(of presence: Presence) -> AntiPassback? {
    if let id = sides.to, presence.area == id { return to?.antiPassback }
    guard let id = sides.from, presence.area != id else { return nil }
    return from?.antiPassback
  }
}
