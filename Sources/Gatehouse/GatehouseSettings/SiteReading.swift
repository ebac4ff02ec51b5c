internal import AccessModel
internal import FieldContract

/// What the readers of the sections share while one site file is read: files, and names declared so far.
final class SiteReading {
  let files: FileLookup
  var profiles = ProfileFolder(folder: Site.deviceProfilesFolderDefault)
  /// Cameras and buses share one space: events and health name a device by its id alone.
  var devices = DeclaredNames()
  var lists = DeclaredNames()
  var lanes = DeclaredNames()
  var accessPoints = DeclaredNames()
  var barriers = DeclaredNames()
  var doors = DeclaredNames()
  var inputs = DeclaredNames()
  var schedules = DeclaredNames()
  var areas = DeclaredNames()
  var rulePacks = DeclaredNames()
  /// Lanes that name another one, which may come later in the file.
  var diversions: [(LaneID, YAMLSection)] = []
  var listenerKnowsClients = false
  var hasCredentials = false
  private(set) var barrierUnits: [BarrierUnitSettings] = []
  private(set) var httpCommands: [HTTPCommandSettings] = []
  private(set) var assignments: [CameraAssignment] = []
  private(set) var locks: [DoorLockSettings] = []
  private(set) var inputWays: [InputSettings] = []
  private var serials: [String: DeviceID] = [:]
  private var controllers: [ControllerSettings] = []
  private var placedReaders: [(device: DeviceID, number: Int?)] = []
  private var polls: [DeviceID: Span] = [:]
  private var busLinks: [BusSettings.Link: String] = [:]
  private var unitLines: [BarrierUnitSettings.Address: Int] = [:]
  private var assignmentLines: [Int] = []

  init(files: FileLookup) { self.files = files }

  /// Whether the file gives this name to anything that an alarm may be about.
  func isDeclared(_ name: String) -> Bool {
    [devices, barriers, doors, inputs, areas].contains { $0.contains(name) }
  }

  /// The device of this kind that a key names; reports one that is not there.
  func device(_ key: String, as noun: String, in section: YAMLSection, hint: String) -> DeviceID? {
    guard let name = section.requiredString(key, hint: hint),
      devices.resolves(
        name, as: noun, at: section.path(of: key), line: section.line(of: key), in: section)
    else { return nil }
    return DeviceID(name)
  }

  /// Two drivers on one line would disturb each other.
  func add(_ bus: BusSettings, from section: YAMLSection) {
    polls[bus.id] = bus.poll
    if let other = busLinks.updateValue(bus.id.rawValue, forKey: bus.link) {
      section.report(
        line: section.line, "`\(section.path)` is the same connection as bus `\(other)`",
        hint: "Keep one bus: barriers share it and differ by `unit`")
    }
  }

  /// Two barriers on one unit would move each other.
  func add(_ unit: BarrierUnitSettings, from section: YAMLSection) {
    if let line = unitLines.updateValue(section.line, forKey: unit.address) {
      section.report(
        "unit",
        "`\(section.path)` uses bus `\(unit.bus)` unit \(unit.unit), as the barrier on line \(line) does",
        hint: "Give each barrier a unit of its own")
    }
    barrierUnits.append(unit)
  }

  /// Two locks on one wire would move each other.
  func add(_ lock: DoorLockSettings, from section: YAMLSection, key: String = "lock") {
    if let other = locks.first(where: { $0.way.wire == lock.way.wire }) {
      section.report(
        key, "`\(section.path)` has the same \(key) as `\(other.door)`",
        hint: "Give each door and lamp an output of its own")
    }
    locks.append(lock)
  }

  func add(_ input: InputSettings) { inputWays.append(input) }

  /// As for locks on one wire.
  func add(_ command: HTTPCommandSettings, from section: YAMLSection) {
    if let other = httpCommands.first(where: { $0.wire == command.wire }) {
      section.report(
        "channel", "`\(section.path)` moves the same as `\(other.id)`", hint: "Give each a channel of its own"
      )
    }
    httpCommands.append(command)
  }

  /// A serial number names one terminal.
  func add(_ terminal: TerminalSettings, from section: YAMLSection) {
    guard let serial = terminal.serial,
      let other = serials.updateValue(terminal.id, forKey: serial)
    else { return }
    section.report(
      "serial", "`\(section.path)` has the serial number of terminal `\(other)`", hint: "Keep one of them")
  }

  /// Two drivers of one board would take its events from each other, and one port serves one board.
  func add(_ controller: ControllerSettings, from section: YAMLSection) {
    if let other = controllers.first(where: { $0.serial == controller.serial }) {
      section.report(
        "serial", "`\(section.path)` is the same board as controller `\(other.id)`", hint: "Keep one of them")
    }
    if let port = controller.listener?.port,
      let other = controllers.first(where: { $0.listener?.port == port })
    {
      section.report(
        "listener", "`\(section.path)` listens on port \(port), as controller `\(other.id)` does",
        hint: "Choose a port for each board")
    }
    controllers.append(controller)
  }

  /// A reader stands at one place.
  func place(device: DeviceID, number: Int?, from section: YAMLSection) {
    let isTaken = placedReaders.contains {
      $0.device == device && ($0.number == nil || number == nil || $0.number == number)
    }
    if isTaken {
      section.report(
        "reader", "`\(section.path)`: reader `\(device)` already stands at another place",
        hint: "Tell several readers of one device apart by `number`")
    }
    placedReaders.append((device, number))
  }

  /// A barrier whose inputs are always too old would never move.
  func checkPoll(of bus: DeviceID, within stale: Span, of section: YAMLSection) {
    guard let poll = polls[bus], poll >= stale else { return }
    section.report(
      "stale_seconds_max", "`\(section.path)`: bus `\(bus)` polls too slowly for `stale_seconds_max`",
      hint: "Poll well within it: its `poll_milliseconds` is \(poll.milliseconds)")
  }

  /// The first assignment that fits wins, so one that an earlier one covers would never be used.
  func add(_ assignment: CameraAssignment, from section: YAMLSection) {
    let covering = assignments.firstIndex {
      $0.device == assignment.device && ($0.laneNumber == nil || $0.laneNumber == assignment.laneNumber)
        && ($0.direction == nil || $0.direction == assignment.direction)
    }
    if let covering {
      section.report(
        "camera",
        "`\(section.path)` is never used: line \(assignmentLines[covering]) takes these reads first",
        hint: "Tell the two apart by `lane_number` or `direction`, the narrower one first, or remove one")
    }
    assignments.append(assignment)
    assignmentLines.append(section.line(of: "camera"))
  }

  /// What is diverted needs a lane with a barrier, and another one.
  func reportDiversions(among lanes: [Lane]) {
    for (target, section) in diversions {
      let isSound = lanes.contains { $0.id == target && $0.barrier != nil && $0.divertsTo != target }
      guard !isSound else { continue }
      section.report(
        "diverts_to", "`\(section.path)`: there is no other lane `\(target)` with a barrier",
        hint: "Name the inspection lane, or remove the key: no barrier then moves for who is diverted")
    }
  }

  /// A door of a sally port that stood released would keep the other one shut.
  func reportHours(of doors: [Door], among ports: [SallyPort], in root: YAMLSection) {
    for door in doors where door.unlockedDuring != nil {
      guard ports.contains(where: { $0.doors.contains(door.id) }) else { continue }
      root.report(
        "sally_ports", "door `\(door.id)` is one of a sally port and has `unlocked_during`",
        hint: "Remove one of the two")
    }
  }

  /// A camera whose reads belong nowhere was forgotten, or is left over.
  func reportUnassignedCameras(in root: YAMLSection) {
    let assigned = Set(assignments.map(\.device.rawValue))
    for (name, line) in devices.declared(as: "camera") where !assigned.contains(name) {
      root.report(
        line: line, "camera `\(name)` belongs to no access point",
        hint: "Name it under `cameras` of an access point, or remove it")
    }
  }
}
