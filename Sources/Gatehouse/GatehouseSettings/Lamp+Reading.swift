internal import AccessModel
internal import FieldContract

extension Lamp {
  /// Reads one entry of `lamps`, and notes the output that it hangs on.
  ///
  /// Doors and lamps share one space of names: the drivers of locks write both.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: LampID? = section.identifier("id")
    if let id { reading.doors.declare(id.rawValue, as: "lamp", in: section) }
    let idText = id?.rawValue ?? "lamp"
    let name = section.name("name", default: idText)
    let way = DoorLockSettings.Way(lighting: section, as: DoorID(idText), within: reading)
    section.finishWithAdvice()
    guard let id, let way else { return nil }
    self.init(id: id, name: name, device: way.device)
    reading.add(DoorLockSettings(door: DoorID(idText), way: way), from: section, key: "output")
  }
}

extension DoorLockSettings.Way {
  /// A lamp burns while its output has power.
  fileprivate init?(lighting lamp: YAMLSection, as id: DoorID, within reading: SiteReading) {
    guard let section = lamp.section("output") else {
      lamp.missing(
        "output", hint: "Write `output: {bus: BUS, profile: PROFILE}` or `output: {reader: READER}`")
      return nil
    }
    defer { section.finishWithAdvice() }
    let way = section.way(
      ["reader": ["output"], "bus": ["unit", "profile", "channel"], "http": []],
      hint: "The lamp hangs on a reader's output, a board's relay or a device on HTTP")
    switch way {
    case "reader": self.init(reader: section, isPowered: true, within: reading)
    case "bus": self.init(board: section, kind: .failSecure, within: reading)
    case "http": self.init(http: section, moving: id, within: reading)
    default: return nil
    }
  }
}
