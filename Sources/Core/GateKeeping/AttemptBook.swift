import AccessModel

/// Counts wrong attempts, by reader and by credential, and says who has to wait.
struct AttemptBook: Equatable, Sendable {
  enum Subject: Hashable, Sendable {
    case reader(AccessPointID)
    case credential(String)
  }

  private struct Count: Equatable, Sendable {
    var subject: Subject
    var wrong: [Moment]
    var blockedUntil: Moment?
  }

  private var counts: [Count] = []

  /// So many wrong attempts within `window` block.
  static let wrongMax = 5
  static let window = Span.seconds(60)
  /// A reader takes nobody for this long; a credential's PIN is not asked for this long.
  static let readerBlock = Span.seconds(60)
  static let credentialBlock = Span.seconds(900)
  /// Subjects counted at the same time; the one that was quiet for longest gives way, a blocked one last.
  static let subjectsMax = 1024

  func isBlocked(_ subject: Subject, now: Moment) -> Bool {
    counts.first { $0.subject == subject }?.blockedUntil.map { $0 > now } ?? false
  }

  /// True when this attempt is the one that blocks.
  mutating func countWrong(_ subject: Subject, now: Moment) -> Bool {
    let index = counts.firstIndex { $0.subject == subject } ?? begin(subject)
    counts[index].wrong.removeAll { now - $0 > Self.window }
    counts[index].wrong.append(now)
    guard counts[index].wrong.count >= Self.wrongMax else { return false }
    counts[index].wrong.removeAll()
    counts[index].blockedUntil = now + block(of: subject)
    return true
  }

  /// A right attempt: what went before was a slip of the finger.
  mutating func forgive(_ subject: Subject) { counts.removeAll { $0.subject == subject } }

  /// When the first block ends.
  var deadline: Moment? {
    var first = Earliest()
    for index in counts.indices { first.take(counts[index].blockedUntil) }
    return first.moment
  }

  /// Readers whose block has ended; each is told once.
  mutating func released(now: Moment) -> [AccessPointID] {
    var readers: [AccessPointID] = []
    counts.removeAll { count in
      guard let until = count.blockedUntil, until <= now else { return false }
      if case .reader(let reader) = count.subject { readers.append(reader) }
      return true
    }
    return readers
  }

  private mutating func begin(_ subject: Subject) -> Int {
    if counts.count >= Self.subjectsMax {
      counts.remove(at: counts.firstIndex { $0.blockedUntil == nil } ?? 0)
    }
    counts.append(Count(subject: subject, wrong: []))
    return counts.count - 1
  }

  private func block(of subject: Subject) -> Span {
    switch subject {
    case .reader: Self.readerBlock
    case .credential: Self.credentialBlock
    }
  }
}
