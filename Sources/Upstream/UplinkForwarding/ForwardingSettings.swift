public import AccessModel

/// Limits of one forwarder.
public struct ForwardingSettings: Hashable, Sendable {
  /// Events in one request, at most.
  public var batchEventsMax: Int
  /// Bytes of one request's body, at most; one event larger than this still goes, alone.
  public var batchBytesMax: Int
  /// The first wait is a random part of this; it doubles with each failure.
  public var backoffBase: Span
  /// No random wait is longer.
  public var backoffMax: Span
  /// A longer `Retry-After` is cut to this, so that a wrong answer cannot silence the site for a day.
  public var retryAfterMax: Span
  /// Events quarantined in a row, with nothing accepted between them, before quarantining slows down.
  public var quarantinesInARowMax: Int
  /// After that, how often one event is refused before it is quarantined all the same.
  public var refusalsOfOneEventMax: Int

  public init(
    batchEventsMax: Int = 2000, batchBytesMax: Int = 4 << 20, backoffBase: Span = .milliseconds(250),
    backoffMax: Span = .seconds(60), retryAfterMax: Span = .seconds(900), quarantinesInARowMax: Int = 3,
    refusalsOfOneEventMax: Int = 10
  ) {
    precondition(batchEventsMax > 0 && batchBytesMax > 0, "a batch holds something")
    self.batchEventsMax = batchEventsMax
    self.batchBytesMax = batchBytesMax
    self.backoffBase = backoffBase
    self.backoffMax = backoffMax
    self.retryAfterMax = retryAfterMax
    self.quarantinesInARowMax = quarantinesInARowMax
    self.refusalsOfOneEventMax = refusalsOfOneEventMax
  }
}
