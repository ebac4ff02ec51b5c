/// What an operator wants of the site's rules: how site and lanes stand, referrals, areas, service.
public struct SiteAsk: Hashable, Sendable, Codable {
  public enum Order: String, Hashable, Sendable, CaseIterable, Codable {
    /// `word` is a mode of the site.
    case site
    /// `word` is a mode of a lane; none: as the site file says.
    case lane
    case holdOpen = "hold_open"
    /// `number` vehicles within `seconds`.
    case convoy
    case endHold = "end_hold"
    /// `target` is a decision that was referred.
    case grant, deny
    /// `number` is what somebody counted in an area.
    case count
    /// `word` is a credential's or plate's key; none: everybody.
    case forgive
    /// `target` is a barrier.
    case serviced
  }

  public var order: Order
  /// Lane, area, barrier or decision; nil for the site itself.
  public var target: String?
  public var word: String?
  public var number: Int?
  public var seconds: Int?
  public var reason: String?

  public init(
    _ order: Order, target: String? = nil, word: String? = nil, number: Int? = nil, seconds: Int? = nil,
    reason: String? = nil
  ) {
    self.order = order
    self.target = target
    self.word = word
    self.number = number
    self.seconds = seconds
    self.reason = reason
  }
}

/// One area now.
public struct AreaStatus: Hashable, Sendable, Codable {
  public var id: String
  public var name: String
  public var count: Int
  public var occupancyMax: Int?

  public init(id: String, name: String, count: Int, occupancyMax: Int?) {
    self.id = id
    self.name = name
    self.count = count
    self.occupancyMax = occupancyMax
  }
}

/// A decision that waits for an operator.
public struct ReferralStatus: Hashable, Sendable, Codable {
  public var decision: String
  public var accessPoint: String
  /// As the site's log setting lets it be shown.
  public var plate: String?
  public var credential: String?
  public var reasons: [String]
  public var secondsLeft: Int64

  public init(
    decision: String, accessPoint: String, plate: String?, credential: String?, reasons: [String],
    secondsLeft: Int64
  ) {
    self.decision = decision
    self.accessPoint = accessPoint
    self.plate = plate
    self.credential = credential
    self.reasons = reasons
    self.secondsLeft = secondsLeft
  }
}
