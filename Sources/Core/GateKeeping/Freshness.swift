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

extension ReceivedCredential {
  /// P2, as for a read; a reader without a clock of its own speaks of now.
  func historicalCause(now: Now, freshness: Span) -> HistoricalCause? {
    if presented.isReplay { return .replayed }
    if now.moment - receivedAt.moment > freshness { return .delayedHere }
    guard let captured = presented.capturedAt else { return nil }
    let age = receivedAt.civil - captured
    if age > freshness { return .late }
    return age < Span(nanoseconds: -freshness.nanoseconds) ? .fromTheFuture : nil
  }
}
