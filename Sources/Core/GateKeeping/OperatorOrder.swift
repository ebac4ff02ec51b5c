public import AccessModel

/// What an operator wants of the site's rules, beside opening and doors.
public struct OperatorOrder: Hashable, Sendable {
  public enum Wish: Hashable, Sendable {
    case site(SiteMode)
    case lane(LaneID, LaneWish)
    /// Lets through, or turns away, what a decision referred.
    case answer(decision: String, isGranted: Bool)
    case area(AreaID, AreaWish)
    /// The barrier was serviced: its cycles are counted anew.
    case serviced(BarrierID)
  }

  /// Comes back in the answer.
  public var number: UInt64
  public var wish: Wish
  public var operatorName: String
  public var reason: String?
  /// An order that waited for longer than the freshness limit does nothing (P2).
  public var askedAt: Moment

  public init(number: UInt64, wish: Wish, operatorName: String, reason: String?, askedAt: Moment) {
    self.number = number
    self.wish = wish
    self.operatorName = operatorName
    self.reason = reason
    self.askedAt = askedAt
  }
}

/// What an operator wants of one lane.
public enum LaneWish: Hashable, Sendable {
  /// Until the next order; nil: as the site file says.
  case mode(LaneMode?)
  /// Stands open until the next order.
  case holdOpen
  /// Stands open for so many vehicles, and no longer than this.
  case convoy(vehicles: Int, within: Span)
  /// Ends a hold or convoy.
  case endHold
}

/// What an operator wants of the count of an area.
public enum AreaWish: Hashable, Sendable {
  /// Somebody counted.
  case count(Int)
  /// This credential or plate may be used on either side next.
  case forgive(subject: String)
  /// All of them may.
  case forgiveAll
}
