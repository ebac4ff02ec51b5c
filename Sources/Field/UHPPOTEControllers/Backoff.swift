internal import AccessModel

/// How long to wait before the next try: between `shortest` and a ceiling that doubles up to `longest`.
struct Backoff: Hashable, Sendable {
  static let shortest = Span.milliseconds(250)
  static let longest = Span.seconds(10)

  private var ceiling = Backoff.shortest

  /// `jitter` in 0..<1 spreads many boards behind one switch.
  mutating func next(jitter: Double) -> Span {
    ceiling = min(Span(nanoseconds: ceiling.nanoseconds * 2), Self.longest)
    let room = Double(ceiling.nanoseconds - Self.shortest.nanoseconds)
    return Span(nanoseconds: Self.shortest.nanoseconds + Int64(room * min(max(jitter, 0), 1)))
  }

  mutating func reset() { self = Backoff() }
}
