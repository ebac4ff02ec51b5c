/// What an operator wants of one alarm.
public struct AlarmAsk: Hashable, Sendable {
  public enum Deed: String, Hashable, Sendable, CaseIterable, Codable {
    case acknowledge, shelve, unshelve
  }

  /// As `gatectl alarms` shows it.
  public var alarm: UInt64
  public var deed: Deed
  /// How long a shelf holds; 0 for other deeds.
  public var seconds: Int
  public var reason: String?

  public init(alarm: UInt64, deed: Deed, seconds: Int = 0, reason: String? = nil) {
    self.alarm = alarm
    self.deed = deed
    self.seconds = seconds
    self.reason = reason
  }
}

/// What an operator says of one claim.
public struct HitAsk: Hashable, Sendable {
  public enum Deed: String, Hashable, Sendable, CaseIterable, Codable {
    case verify, reject
  }

  /// As `gatectl hits` shows it.
  public var hit: String
  public var deed: Deed
  public var reason: String

  public init(hit: String, deed: Deed, reason: String) {
    self.hit = hit
    self.deed = deed
    self.reason = reason
  }
}
