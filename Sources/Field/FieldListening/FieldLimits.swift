public import TransportSecurity

/// Bounds of the field listener beyond those of each device.
public struct FieldLimits: Hashable, Sendable {
  /// Number and times of connections.
  public var connections = ConnectionLimits()
  /// Of the request line with its fields, and of each field.
  public var headBytesMax = 16 << 10
  public var headFieldsMax = 100
  /// Of all bodies that are being received or handled.
  public var bodyBytesHeldMax = 64 << 20
  /// A refused body up to this size is read and dropped, so that the connection can stay.
  public var refusedBodyBytesMax = 64 << 10
  /// For requests in flight when the listener ends.
  public var drainMillisecondsMax = 3_000

  /// The defaults.
  public init() {}
}
