/// One event that waits to be forwarded, as it will stand on the wire.
public struct OutboxEvent: Hashable, Sendable {
  /// Contiguous within its stream, beginning at 1.
  public var sequence: Int64
  /// One CloudEvent in JSON, from `CloudEventEnvelope`.
  public var wire: [UInt8]

  public init(sequence: Int64, wire: [UInt8]) {
    self.sequence = sequence
    self.wire = wire
  }
}

/// Where committed events wait; the runtime adapts the journal to it.
///
/// The forwarder calls it from its own queue, one call at a time, so an implementation may block on its
/// disk.
public protocol OutboxSource: Sendable {
  /// Rows after a sequence, in order, neither acknowledged nor quarantined: at most `rowsMax` of them and
  /// `bytesMax` of wire bytes together, but at least one when any waits.
  func pending(stream: String, after sequence: Int64, rowsMax: Int, bytesMax: Int) throws -> [OutboxEvent]
  /// Retires every row up to and including a sequence: the upstream has them.
  func acknowledge(stream: String, through sequence: Int64) throws
  /// Sets one row aside, kept with its reason and never sent again by itself.
  func quarantine(stream: String, sequence: Int64, reason: String) throws
}
