/// What an operator may ask of the daemon over its control socket.
public enum ControlRequest: Hashable, Sendable {
  case status
  case alarms
  case events(EventQuery)
  case explain(ExplainAsk)
  case open(lane: String, reason: String?)
  case reload
  case door(DoorAsk)
  case site(SiteAsk)
  case alarm(AlarmAsk)
  /// The claims that wait, then the counts of those that ended.
  case hits
  case hit(HitAsk)
  /// Lets a new reader in by its factory key for this long.
  case install(reader: String, seconds: Int)

  /// The word for it on the wire and on the command line.
  public var verb: String {
    switch self {
    case .status: "status"
    case .alarms: "alarms"
    case .events: "events"
    case .explain: "explain"
    case .open: "open"
    case .reload: "reload"
    case .door: "door"
    case .site: "site"
    case .alarm: "alarm"
    case .hits: "hits"
    case .hit: "hit"
    case .install: "install"
    }
  }
}

/// Which events to send, oldest first.
public struct EventQuery: Hashable, Sendable {
  /// Only events with a greater id; nil asks for the newest.
  public var after: Int64?
  /// At most this many events; when following, this many before the new ones. 0...`ControlLine.eventsMax`.
  public var limit: Int
  /// Go on with new events until the client closes.
  public var follow: Bool
  /// Only types that begin so, with or without the leading `gatehouse.`.
  public var typePrefix: String?
  /// Only events of this lane.
  public var lane: String?

  public init(
    after: Int64? = nil, limit: Int = 20, follow: Bool = false, typePrefix: String? = nil, lane: String? = nil
  ) {
    self.after = after
    self.limit = limit
    self.follow = follow
    self.typePrefix = typePrefix
    self.lane = lane
  }

  /// Whether the event passes the filters on type and lane.
  public func matches(_ event: EventLine) -> Bool {
    if let lane, event.lane != lane { return false }
    guard let typePrefix else { return true }
    return event.type.hasPrefix(typePrefix) || event.shortType.hasPrefix(typePrefix)
  }
}
