public import AccessModel
internal import FieldContract

/// An access controller of the UT0311 family, reached over UDP.
public struct ControllerSettings: Hashable, Sendable {
  public var id: DeviceID
  /// Printed on the board.
  public var serial: UInt32
  public var reach: Reach
  /// IANA name of the zone that the board's clock shows.
  public var timeZone: String
  /// Whether a clock that is off is set; otherwise it is only reported.
  public var setsClock: Bool
  public var clockOffsetMax: Span
  /// Where the board sends its events; nil: they are found by polling.
  public var listener: Endpoint?
  public var poll: Span
  public var cards: CardSettings
  /// Whether the board is given the cards of the list, so that it opens for them by itself.
  public var keepsCards: Bool

  /// An IPv4 address: such boards know no other.
  public struct Endpoint: Hashable, Sendable {
    public var address: String
    public var port: Int

    public init(address: String, port: Int) { (self.address, self.port) = (address, port) }
  }

  /// Where requests go.
  public enum Reach: Hashable, Sendable {
    case address(Endpoint)
    /// To a whole network, where the board's address is not fixed.
    case broadcast(Endpoint)
  }

  /// Number of a board's door.
  static let doorNumbers = 1...4

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: DeviceID? = section.identifier("id")
    if let id { reading.devices.declare(id.rawValue, as: "controller", in: section) }
    let serial = section.optionalInteger("serial", in: 1...Int(UInt32.max))
    if !section.has("serial") { section.missing("serial", hint: "Write the number printed on the board") }
    let reach = Reach(reading: section)
    timeZone = section.timeZone("time_zone", default: "UTC")
    setsClock = section.bool("sets_clock", default: false)
    clockOffsetMax = section.seconds("clock_offset_seconds_max", default: 5, in: 2...3600)
    listener = section.section("listener").flatMap { Endpoint(reading: $0) }
    poll = section.milliseconds("poll_milliseconds", default: 500, in: 20...60_000)
    cards = CardSettings(reading: section, form: .facilityDigits)
    keepsCards = section.bool("keep_cards", default: false)
    if keepsCards, !reading.hasCredentials {
      section.report(
        "keep_cards", "`\(section.path(of: "keep_cards"))` needs the list of `credentials`",
        hint: "Name the list, or leave this out")
    }
    section.finishWithAdvice()
    guard let id, let serial, let reach else { return nil }
    (self.id, self.serial, self.reach) = (id, UInt32(clamping: serial), reach)
    reading.add(self, from: section)
  }
}

extension ControllerSettings.Reach {
  fileprivate init?(reading section: YAMLSection) {
    let port = section.port(default: 60_000)
    guard section.has("address") != section.has("broadcast") else {
      section.report(
        line: section.line, "`\(section.path)` must have exactly one of `address` and `broadcast`",
        hint: "Write the board's address, or the broadcast address of its network")
      return nil
    }
    if let address = section.ipv4("address") {
      self = .address(.init(address: address, port: port))
    } else if let address = section.ipv4("broadcast") {
      self = .broadcast(.init(address: address, port: port))
    } else {
      return nil
    }
  }
}

extension ControllerSettings.Endpoint {
  /// The board is told this very address, so it is one of this machine that the board can reach.
  fileprivate init?(reading section: YAMLSection) {
    let hint = "Write the address of this machine that the board reaches"
    let address = section.requiredString("address", hint: hint).flatMap { _ in section.ipv4("address") }
    let port = section.optionalInteger("port", in: 1...65_535)
    if !section.has("port") { section.missing("port", hint: "Choose one for this board alone") }
    section.finishWithAdvice()
    guard let address, let port else { return nil }
    (self.address, self.port) = (address, port)
  }
}

/// A signal of a controller that can be an input point.
public enum ControllerSignal: String, Hashable, Sendable, CaseIterable {
  case doorContact1 = "door_contact_1"
  case doorContact2 = "door_contact_2"
  case doorContact3 = "door_contact_3"
  case doorContact4 = "door_contact_4"
  case button1 = "button_1"
  case button2 = "button_2"
  case button3 = "button_3"
  case button4 = "button_4"
  case fire
  case forcedLock = "forced_lock"
}
