public import AccessModel

/// The iron: a boom that needs time to move, over a loop where a vehicle may stand. Time is an argument.
public struct BarrierMotion: Sendable {
  /// What the motor does.
  public enum Drive: Sendable {
    case raising, lowering, still
  }

  /// 0 is closed, 1 is open.
  public private(set) var height = 0.0
  public private(set) var drive = Drive.still
  /// A vehicle stands on the presence loop.
  public private(set) var isOccupied = false
  /// Vehicles that the boom came down on, or was told to come down on.
  public private(set) var struckVehicles = 0
  /// The motor hums and nothing moves.
  public var isStuck = false

  private let travel: Span
  private var occupiedSince = Moment.zero
  private var at: Moment
  /// One vehicle is counted once, however often the boom is sent down on it.
  private var hasStruck = false

  /// A boom below this height touches what stands under it.
  static let vehicleHeight = 0.6
  /// Whoever polls ten times a second cannot know of a vehicle that came later than this before the
  /// command.
  static let reactionSpan = Span.milliseconds(300)

  /// - Parameter travel: from limit to limit.
  public init(travel: Span, at moment: Moment) {
    self.travel = max(travel, .milliseconds(1))
    at = moment
  }

  public var openLimit: Bool { height >= 1 }
  public var closedLimit: Bool { height <= 0 }
  public var isMoving: Bool { drive != .still }

  /// What an onlooker would call it.
  public var position: BarrierPosition {
    switch drive {
    case .raising: return .opening
    case .lowering: return .closing
    case .still: return openLimit ? .open : closedLimit ? .closed : .unknown
    }
  }

  /// Lets time pass.
  public mutating func advance(to moment: Moment) {
    guard moment > at else { return }
    let step = Double((moment - at).nanoseconds) / Double(travel.nanoseconds)
    at = moment
    guard !isStuck else { return }
    switch drive {
    case .still: break
    case .raising:
      height = min(1, height + step)
      if openLimit { drive = .still }
    case .lowering:
      height = max(0, height - step)
      if isOccupied, height < Self.vehicleHeight { strike() }
      if closedLimit { drive = .still }
    }
  }

  /// A relay closed.
  public mutating func command(_ action: BarrierAction, at moment: Moment) {
    advance(to: moment)
    switch action {
    case .raise: drive = openLimit ? .still : .raising
    case .stop: drive = .still
    case .lower:
      if isOccupied, moment - occupiedSince > Self.reactionSpan { strike() }
      drive = closedLimit ? .still : .lowering
    }
  }

  /// A vehicle comes onto the loop or leaves it.
  public mutating func occupy(_ occupied: Bool, at moment: Moment) {
    advance(to: moment)
    guard occupied != isOccupied else { return }
    isOccupied = occupied
    occupiedSince = moment
    hasStruck = false
  }

  private mutating func strike() {
    guard !hasStruck else { return }
    hasStruck = true
    struckVehicles += 1
  }
}
