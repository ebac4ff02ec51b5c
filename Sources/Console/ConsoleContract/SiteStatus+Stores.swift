/// One stream of the uplink now.
public struct UplinkStatus: Hashable, Sendable, Codable {
  public var stream: String
  /// Events not yet acknowledged upstream.
  public var pending: Int64
  public var oldestPendingSeconds: Int64?
  public var state: String
  public var lastSuccess: String?

  public init(
    stream: String, pending: Int64, oldestPendingSeconds: Int64?, state: String, lastSuccess: String?
  ) {
    self.stream = stream
    self.pending = pending
    self.oldestPendingSeconds = oldestPendingSeconds
    self.state = state
    self.lastSuccess = lastSuccess
  }
}

/// The journal now.
public struct JournalStatus: Hashable, Sendable, Codable {
  public var events: Int64
  public var bytes: Int64
  public var state: String

  public init(events: Int64, bytes: Int64, state: String) {
    self.events = events
    self.bytes = bytes
    self.state = state
  }
}

/// One list now.
public struct ListStatus: Hashable, Sendable, Codable {
  public var id: String
  /// nil while no sound list has been loaded.
  public var version: String?
  public var ageHours: Int64?
  public var entries: Int
  public var quarantined: Int

  public init(id: String, version: String?, ageHours: Int64?, entries: Int, quarantined: Int) {
    self.id = id
    self.version = version
    self.ageHours = ageHours
    self.entries = entries
    self.quarantined = quarantined
  }
}
