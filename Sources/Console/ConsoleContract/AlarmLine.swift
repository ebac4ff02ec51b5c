/// One open alarm, as the operator reads it.
public struct AlarmLine: Hashable, Sendable, Codable {
  public var id: String
  /// `watchlist_hit`, `forced_open`, `uplink_quarantine` ...
  public var code: String
  public var priority: String
  /// RFC 3339.
  public var raisedAt: String
  public var lane: String?
  public var device: String?
  public var what: String
  public var nextStep: String
  public var state: String

  public init(
    id: String, code: String, priority: String, raisedAt: String, lane: String? = nil, device: String? = nil,
    what: String, nextStep: String, state: String
  ) {
    self.id = id
    self.code = code
    self.priority = priority
    self.raisedAt = raisedAt
    self.lane = lane
    self.device = device
    self.what = what
    self.nextStep = nextStep
    self.state = state
  }
}
