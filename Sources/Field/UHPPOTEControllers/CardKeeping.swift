internal import AccessModel

/// Whether a board's cards are what they should be, and when that is to be brought about.
struct CardKeeping: Sendable {
  private enum Work: Sendable {
    case idle
    case due(from: Moment)
    case running
  }

  private var wanted: BoardCardSet?
  private var work = Work.idle
  private var wasOnline = false
  /// Why the board does not have them; nil while nothing is known to be wrong.
  private(set) var failure: String?

  /// What failed is tried again after this span.
  static let pause = Span.seconds(30)

  /// The same set again is no news.
  mutating func keep(_ set: BoardCardSet) {
    guard set != wanted else { return }
    wanted = set
    switch work {
    case .idle, .due: work = .due(from: .zero)
    // Its end sees that another set is wanted.
    case .running: break
    }
  }

  /// The set to be brought to the board now; one at a time. A board that was away may be another one.
  mutating func due(isOnline: Bool, at now: Moment) -> BoardCardSet? {
    defer { wasOnline = isOnline }
    guard isOnline, let wanted else { return nil }
    if !wasOnline {
      switch work {
      case .idle, .due: work = .due(from: now)
      case .running: break
      }
    }
    guard case .due(let from) = work, from <= now else { return nil }
    work = .running
    return wanted
  }

  mutating func brought(_ set: BoardCardSet, failure: String?, at now: Moment) {
    self.failure = failure
    guard set == wanted else { return work = .due(from: now) }
    work = failure == nil ? .idle : .due(from: now + Self.pause)
  }
}
