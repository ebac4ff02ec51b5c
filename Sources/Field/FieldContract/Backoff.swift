public import AccessModel

/// How long to wait before the next try: between `shortest` and a ceiling that doubles up to `longest`.
public struct Backoff: Hashable, Sendable {
  /// The first wait.
  public static let shortest = Span.milliseconds(250)
  /// No wait is longer.
  public static let longest = Span.seconds(10)

  private var ceiling = Backoff.shortest

  /// Begins with the shortest wait.
  public init() {}

  /// `jitter` in 0..<1 spreads many boxes that lost the same switch.
  public mutating func next(jitter: Double) -> Span {
    let doubled = ceiling.nanoseconds * 2
    ceiling = min(Span(nanoseconds: doubled), Self.longest)
    let room = Double(ceiling.nanoseconds - Self.shortest.nanoseconds)
    let share = min(max(jitter, 0), 1)
    return Span(nanoseconds: Self.shortest.nanoseconds + Int64(room * share))
  }

  /// The other side is there: the next loss begins anew.
  public mutating func reset() { self = Backoff() }
}
