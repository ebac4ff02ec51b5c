import AccessModel

/// Grants through places that lead from one area to another, whose passage has not ended; oldest first.
struct RunningPassages: Hashable, Sendable {
  struct Passing: Hashable, Sendable {
    var decision: String
    var subjects: [AreaSubject]
    var sides: AreaSides
    var opensFirst: Bool

    var persons: Int { max(1, subjects.count) }
  }

  private var rows: [Passing] = []
  /// Beside the rows: the hash of each decision, and the marks of its subjects.
  private var decisions: [UInt32] = []
  private var marks: [UInt64] = []
  /// Persons of all rows by the area that they enter.
  private var entering: [AreaCount] = []

  static let passingsMax = 256

  mutating func begin(_ passing: Passing) {
    if rows.count >= Self.passingsMax { _ = remove(0) }
    rows.append(passing)
    decisions.append(TextHash.of(passing.decision))
    marks.append(passing.subjects.reduce(0) { $0 | TextHash.marks($1.hash) })
    count(passing, passing.persons)
  }

  mutating func end(_ decision: String) -> Passing? {
    let hash = TextHash.of(decision)
    var from = 0
    while let index = TextHash.first(hash, in: decisions, from: from) {
      if rows[index].decision == decision { return remove(index) }
      from = index + 1
    }
    return nil
  }

  /// How many are on their way into an area.
  func persons(to area: AreaID) -> Int {
    for index in entering.indices where entering[index].area == area { return entering[index].count }
    return 0
  }

  func holds(_ subject: AreaSubject, to area: AreaID) -> Bool {
    let wanted = TextHash.marks(subject.hash)
    for index in rows.indices where marks[index] & wanted == wanted {
      if rows[index].sides.to == area, rows[index].subjects.contains(subject) { return true }
    }
    return false
  }

  private mutating func remove(_ index: Int) -> Passing {
    let gone = rows.remove(at: index)
    decisions.remove(at: index)
    marks.remove(at: index)
    count(gone, -gone.persons)
    return gone
  }

  private mutating func count(_ passing: Passing, _ change: Int) {
    guard let to = passing.sides.to else { return }
    for index in entering.indices where entering[index].area == to {
      entering[index].count += change
      return
    }
    entering.append(AreaCount(area: to, count: change))
  }
}
