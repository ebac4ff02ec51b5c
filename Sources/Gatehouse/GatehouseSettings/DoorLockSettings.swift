public import AccessModel
internal import FieldContract

/// The output that moves the lock of a door, or that a lamp hangs on.
public struct DoorLockSettings: Hashable, Sendable {
  public var door: DoorID
  public var way: Way

  /// How a lock behaves without power.
  public enum LockKind: String, Hashable, Sendable, CaseIterable {
    case failSecure = "fail_secure"
    case failSafe = "fail_safe"
  }

  /// The wire that the lock hangs on.
  public enum Way: Hashable, Sendable {
    /// An output of an OSDP reader, numbered from 0; energised means released, or the other way round.
    case readerOutput(reader: DeviceID, output: Int, energisedReleases: Bool)
    /// A relay of a Modbus board, by profile; `DeviceProfiles/door`.
    case board(bus: DeviceID, unit: Int, profile: String, channel: Int, kind: LockKind)
    /// A door of an access controller, 1...4.
    case controllerDoor(controller: DeviceID, number: Int)
    /// One of `Site.httpCommands`.
    case http(DeviceID)
  }
}

extension DoorLockSettings.Way {
  /// The device that the lock depends on.
  var device: DeviceID {
    switch self {
    case .readerOutput(let reader, _, _): reader
    case .board(let bus, _, _, _, _): bus
    case .controllerDoor(let controller, _): controller
    case .http(let device): device
    }
  }

  /// Two with the same wire would move each other, whatever power does to them.
  var wire: Self {
    switch self {
    case .readerOutput(let reader, let output, _):
      .readerOutput(reader: reader, output: output, energisedReleases: true)
    case .board(let bus, let unit, let profile, let channel, _):
      .board(bus: bus, unit: unit, profile: profile, channel: channel, kind: .failSecure)
    case .controllerDoor, .http: self
    }
  }

  init?(reading door: YAMLSection, of id: DoorID, within reading: SiteReading) {
    guard let section = door.section("lock") else {
      door.missing("lock", hint: "Write `lock: {reader: READER}` or `lock: {bus: BUS, profile: PROFILE}`")
      return nil
    }
    defer { section.finishWithAdvice() }
    let way = section.way(
      [
        "reader": ["output", "energised_releases"], "bus": ["unit", "profile", "channel", "kind"],
        "controller": ["number"], "http": [],
      ], hint: "The lock hangs on a reader's output, a board's relay, a controller or a device on HTTP")
    switch way {
    case "reader":
      let isPowered = section.bool("energised_releases", default: true)
      self.init(reader: section, isPowered: isPowered, within: reading)
    case "bus":
      let kind = section.choice("kind", default: DoorLockSettings.LockKind.failSecure)
      self.init(board: section, kind: kind, within: reading)
    case "controller":
      let controller = reading.device(
        "controller", as: "controller", in: section, hint: "Name one of `controllers`")
      let number = section.integer("number", default: 1, in: ControllerSettings.doorNumbers)
      guard let controller else { return nil }
      self = .controllerDoor(controller: controller, number: number)
    case "http": self.init(http: section, moving: id, within: reading)
    default: return nil
    }
  }

  init?(reader section: YAMLSection, isPowered: Bool, within reading: SiteReading) {
    let reader = reading.device(
      "reader", as: "reader", in: section, hint: "Name a reader of `reader_lines`")
    let output = section.integer("output", default: 0, in: 0...7)
    guard let reader else { return nil }
    self = .readerOutput(reader: reader, output: output, energisedReleases: isPowered)
  }

  init?(board section: YAMLSection, kind: DoorLockSettings.LockKind, within reading: SiteReading) {
    let bus = reading.device("bus", as: "bus", in: section, hint: "Name one of `buses`")
    let unit = section.integer("unit", default: 1, in: 0...247)
    let profile = reading.profiles.profile("profile", of: .door, in: section)
    let channel = section.integer("channel", default: 1, in: 1...64)
    guard let bus, let profile else { return nil }
    self = .board(bus: bus, unit: unit, profile: profile, channel: channel, kind: kind)
  }

  init?(http section: YAMLSection, moving id: DoorID, within reading: SiteReading) {
    guard let http = section.section("http"),
      let command = HTTPCommandSettings(reading: http, moving: .door(id), within: reading)
    else { return nil }
    self = .http(command.id)
  }
}
