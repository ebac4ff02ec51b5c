internal import AccessModel

/// A device's allowance, kept as the one moment at which the bucket would be full again.
struct TokenBucket {
  private let interval: Span
  private let burst: Span
  private var fullAt = Moment(nanoseconds: .min)

  /// Refills at `ratePerSecond`, and holds one second's worth.
  init(ratePerSecond: Int) {
    let rate = Int64(min(max(ratePerSecond, 1), 1_000_000))
    interval = Span(nanoseconds: 1_000_000_000 / rate)
    burst = Span(nanoseconds: (1_000_000_000 / rate) * (rate - 1))
  }

  /// Nil when a token was taken; otherwise how long until there is one.
  mutating func take(at now: Moment) -> Span? {
    let start = max(fullAt, now)
    let backlog = start - now
    guard backlog <= burst else { return Span(nanoseconds: backlog.nanoseconds - burst.nanoseconds) }
    fullAt = start + interval
    return nil
  }
}
