public import AccessModel

/// One input point of the site: the channel that it is wired to and how it is to be read.
public struct InputMapping: Hashable, Sendable {
  public let point: InputPointID
  public let channel: InputChannel
  /// Turns active and inactive round: a contact that opens when the thing happens.
  public let inverted: Bool
  /// A contact must say the same for this long before it is believed.
  public let debounce: Span
  /// A value that moves by less is no change.
  public let deadbandThousandths: Int64
  /// An unchanged reading is told again at least this often.
  public let refresh: Span
  /// When nothing could be read for this long, that is what is told.
  public let staleAfter: Span

  /// What a contact may be debounced by, in milliseconds.
  public static let debounceMilliseconds = 0...10_000

  /// `debounce` nil takes the profile's.
  public init(
    point: InputPointID, channel: InputChannel, inverted: Bool = false, debounce: Span? = nil,
    deadbandThousandths: Int64 = 0, refresh: Span = .seconds(1), staleAfter: Span = .seconds(5)
  ) {
    self.point = point
    self.channel = channel
    self.inverted = inverted
    self.debounce = min(max(debounce ?? channel.debounce, .zero), .seconds(10))
    self.deadbandThousandths = max(deadbandThousandths, 0)
    self.refresh = min(max(refresh, .milliseconds(100)), .seconds(3600))
    self.staleAfter = min(max(staleAfter, .milliseconds(100)), .seconds(86_400))
  }
}

/// A device that is only read, and where it stands on the bus.
public struct InputsUnit: Hashable, Sendable {
  /// Modbus unit identifier, 0...247.
  public let unit: Int
  public let profile: InputsProfile
  public let points: [InputMapping]

  public init(unit: Int, profile: InputsProfile, points: [InputMapping]) {
    self.unit = unit
    self.profile = profile
    self.points = points
  }
}
