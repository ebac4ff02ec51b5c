public import AccessModel

/// How often each visitor's code has opened; kept until the code is out of date.
public struct Visit: Hashable, Sendable {
  /// `VisitorToken.identifier`.
  public var token: String
  public var uses: Int
  public var validUntil: CivilTime

  public init(token: String, uses: Int, validUntil: CivilTime) {
    self.token = token
    self.uses = uses
    self.validUntil = validUntil
  }
}

struct VisitBook: Equatable, Sendable {
  private(set) var visits: [Visit]
  /// Grants that have not ended, and whose they are.
  private var running: [(decision: String, token: String)] = []

  /// Codes remembered at the same time; a site with more visitors gives no further ones in.
  static let visitsMax = 100_000
  /// Grants whose end is awaited.
  static let runningMax = 256

  init(_ visits: [Visit] = []) { self.visits = visits }

  static func == (left: Self, right: Self) -> Bool { left.visits == right.visits }

  func uses(of token: String) -> Int { visits.first { $0.token == token }?.uses ?? 0 }

  var isFull: Bool { visits.count >= Self.visitsMax }

  mutating func count(_ token: String, validUntil: CivilTime, decision: String, now: Now) {
    // A clock that is wrong for a moment must not forget who was in: a day of grace, and only by a clock
    // that is vouched for.
    if now.clockIsSynchronised { visits.removeAll { now.civil - $0.validUntil > .seconds(86_400) } }
    if let index = visits.firstIndex(where: { $0.token == token }) {
      visits[index].uses += 1
    } else {
      visits.append(Visit(token: token, uses: 1, validUntil: validUntil))
    }
    if running.count >= Self.runningMax { running.removeFirst() }
    running.append((decision, token))
  }

  /// A passage has ended: where nobody came, the use is given back.
  mutating func end(_ passage: Passage) {
    guard let index = running.firstIndex(where: { $0.decision == passage.decision }) else { return }
    let token = running.remove(at: index).token
    guard passage.ending == .notTaken, let visit = visits.firstIndex(where: { $0.token == token }) else {
      return
    }
    visits[visit].uses -= 1
    if visits[visit].uses <= 0 { visits.remove(at: visit) }
  }
}
