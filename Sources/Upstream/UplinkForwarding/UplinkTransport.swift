public import AccessModel

/// What goes upstream in one request.
public struct UplinkBatch: Hashable, Sendable {
  public var stream: String
  /// In order, at least one.
  public var events: [OutboxEvent]

  public init(stream: String, events: [OutboxEvent]) {
    self.stream = stream
    self.events = events
  }

  /// Length of the events as one JSON array.
  public var bytes: Int { events.reduce(1) { $0 + Self.bytes(of: $1) } }

  /// What one event adds to the array: itself and a comma or the closing bracket.
  static func bytes(of event: OutboxEvent) -> Int { event.wire.count + 1 }
}

/// A connection to the upstream server; carries one batch at a time and belongs to one forwarder.
public protocol UplinkTransport: Sendable {
  /// Never throws and always returns within the transport's own time limits.
  func send(_ batch: UplinkBatch) async -> UplinkReceipt
  /// Ends a `send` in flight within a second and refuses later ones.
  func shutdown()
}

/// What the upstream, or the way to it, said of one batch.
public enum UplinkReceipt: Hashable, Sendable {
  /// The upstream has the whole batch: its rows are retired.
  case accepted
  /// Nobody's fault that a person must mend: the link is down, the upstream is busy or failing.
  case retryLater(after: Span?, reason: String)
  /// The upstream understood the request and refuses what the events say.
  case rejected(status: Int, reason: String)
  /// The upstream wants less in one request.
  case tooLarge(reason: String)
  /// Something between us and the upstream is set up wrongly (address, certificate, permission): never
  /// the events' fault.
  case misconfigured(reason: String)
}
