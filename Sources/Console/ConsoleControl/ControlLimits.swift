/// How much the control socket gives to its clients.
public struct ControlLimits: Hashable, Sendable {
  public var connectionsMax: Int
  /// A connection that has no request under way is closed after this long without a complete line.
  public var idleMillisecondsMax: Int64
  /// A client that does not take what it asked for within this long is dropped.
  public var stalledMillisecondsMax: Int64
  /// Requests that one connection may send ahead of their answers.
  public var requestsAheadMax: Int
  /// Events looked at when the newest of one type or lane are asked for.
  public var eventsScannedMax: Int

  public init(
    connectionsMax: Int = 16, idleMillisecondsMax: Int64 = 60_000, stalledMillisecondsMax: Int64 = 10_000,
    requestsAheadMax: Int = 8, eventsScannedMax: Int = 10_000
  ) {
    self.connectionsMax = connectionsMax
    self.idleMillisecondsMax = idleMillisecondsMax
    self.stalledMillisecondsMax = stalledMillisecondsMax
    self.requestsAheadMax = requestsAheadMax
    self.eventsScannedMax = eventsScannedMax
  }
}
