public import AccessModel

/// One board: how to reach it, what hangs on it and what may be changed on it.
public struct UHPPOTESettings: Hashable, Sendable {
  /// Where requests go.
  public enum Reach: Hashable, Sendable {
    case address(BoardEndpoint)
    /// To everybody on a network; the board is known by its serial number, and its address learnt.
    case broadcast(BoardEndpoint)

    var endpoint: BoardEndpoint {
      switch self {
      case .address(let endpoint), .broadcast(let endpoint): endpoint
      }
    }
  }

  /// A door of the site and its number on the board.
  public struct Door: Hashable, Sendable {
    public let door: DoorID
    /// 1...4.
    public let number: Int

    public init(door: DoorID, number: Int) {
      self.door = door
      self.number = number
    }
  }

  /// An input of the board that is an input point of the site.
  public struct Input: Hashable, Sendable {
    public enum Source: Hashable, Sendable {
      /// Contact of door 1...4; active while the door is open.
      case doorContact(Int)
      /// Push button of door 1...4.
      case button(Int)
      case fire
      case forcedLock
    }

    public let point: InputPointID
    public let source: Source
    public let isInverted: Bool

    public init(point: InputPointID, source: Source, isInverted: Bool = false) {
      self.point = point
      self.source = source
      self.isInverted = isInverted
    }
  }

  public let device: DeviceID
  public let serial: UInt32
  public let reach: Reach
  public let doors: [Door]
  public let inputs: [Input]
  /// IANA name of the zone that the board's clock shows.
  public let timeZone: String
  /// Whether a clock that is off is set; otherwise it is only reported.
  public let setsClock: Bool
  public let clockOffsetMax: Span
  /// Where the board shall send its event messages: an address and port of ours, this port for this board
  /// alone. Without it events are found by polling.
  public let listener: BoardEndpoint?
  public let poll: Span
  public let responseTimeout: Span
  /// Further tries of a read.
  public let retries: Int
  /// An event older than this by the board's own clock is a replay.
  public let liveSpanMax: Span

  /// Values outside the limits are brought to the nearest limit.
  public init(
    device: DeviceID, serial: UInt32, reach: Reach, doors: [Door] = [], inputs: [Input] = [],
    timeZone: String, setsClock: Bool = false, clockOffsetMax: Span = .seconds(5),
    listener: BoardEndpoint? = nil, poll: Span = .milliseconds(500),
    responseTimeout: Span = .milliseconds(500), retries: Int = 2, liveSpanMax: Span = .seconds(5)
  ) {
    self.device = device
    self.serial = serial
    self.reach = reach
    self.doors = doors
    self.inputs = inputs
    self.timeZone = timeZone
    self.setsClock = setsClock
    self.clockOffsetMax = min(max(clockOffsetMax, .seconds(2)), .seconds(3600))
    self.listener = listener
    self.poll = min(max(poll, .milliseconds(20)), .seconds(60))
    self.responseTimeout = min(max(responseTimeout, .milliseconds(20)), .seconds(10))
    self.retries = min(max(retries, 0), 10)
    self.liveSpanMax = min(max(liveSpanMax, .seconds(2)), .seconds(60))
  }
}
