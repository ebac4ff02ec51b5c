import AccessModel

/// How fast alarms come: a flood of all of them, or the chatter of one.
struct AlarmPace: Hashable, Sendable {
  private struct Chatter: Hashable, Sendable {
    var code: AlarmCode
    var subject: String
    /// The newest raisings, at most `chatterMax`.
    var moments: [Moment]
  }

  /// Raised so often within `chatterSpan`, an alarm stands until it has been quiet for as long.
  static let chatterMax = 5
  static let chatterSpan = Span.seconds(60)
  static let chattersMax = 128

  private var floodCount: Int
  private var floodSpan: Span
  /// The newest raisings of any alarm, oldest first, at most one more than a flood needs.
  private var raisings: [Moment] = []
  private var chatters: [Chatter] = []

  init(_ rules: AlarmRules) {
    floodCount = max(rules.floodCount, 1)
    floodSpan = rules.floodSpan
  }

  mutating func adopt(_ rules: AlarmRules) {
    floodCount = max(rules.floodCount, 1)
    floodSpan = rules.floodSpan
  }

  mutating func note(_ code: AlarmCode, _ subject: String, now: Moment) {
    guard code != .alarmFlood else { return }
    raisings.append(now)
    if raisings.count > floodCount + 1 { raisings.removeFirst(raisings.count - floodCount - 1) }
    // Each hit is a subject of its own.
    guard code != .watchlistHit, code != .watchlistLookAlike else { return }
    chatters.removeAll { $0.moments.last.map { now - $0 >= Self.chatterSpan } ?? true }
    if let index = chatters.firstIndex(where: { $0.code == code && $0.subject == subject }) {
      chatters[index].moments.append(now)
      if chatters[index].moments.count > Self.chatterMax { chatters[index].moments.removeFirst() }
    } else {
      if chatters.count >= Self.chattersMax { chatters.removeFirst() }
      chatters.append(Chatter(code: code, subject: subject, moments: [now]))
    }
  }

  func isFlood(now: Moment) -> Bool { raisings.count { now - $0 < floodSpan } > floodCount }

  /// A flood is over when half as many come.
  func isCalm(now: Moment) -> Bool { raisings.count { now - $0 < floodSpan } <= floodCount / 2 }

  /// When it will be calm, if nothing comes.
  var calmAt: Moment? {
    let excess = raisings.count - floodCount / 2
    return excess > 0 ? raisings[excess - 1] + floodSpan : nil
  }

  func chatters(_ code: AlarmCode, _ subject: String, now: Moment) -> Bool {
    guard let one = chatters.first(where: { $0.code == code && $0.subject == subject }) else { return false }
    return one.moments.count { now - $0 < Self.chatterSpan } >= Self.chatterMax
  }
}
