import AccessModel

extension ReceivedRead {
  /// P2: why this read can move nothing, or nil for a live one.
  func historicalCause(now: Now, freshness: Span) -> HistoricalCause? {
    if read.isReplay { return .replayed }
    if now.moment - receivedAt.moment > freshness { return .delayedHere }
    guard let captured = read.capturedAt else { return untimedIsLive ? nil : .untimed }
    let age = receivedAt.civil - captured
    if age > freshness { return .late }
    if age < Span(nanoseconds: -freshness.nanoseconds) { return .fromTheFuture }
    return nil
  }
}
