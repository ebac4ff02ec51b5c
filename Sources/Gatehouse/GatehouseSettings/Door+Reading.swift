internal import AccessModel
internal import FieldContract

extension Door {
  private static let readersMax = 8

  /// Reads one entry of `doors`, and notes what moves its lock.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: DoorID? = section.identifier("id")
    if let id { reading.doors.declare(id.rawValue, as: "door", in: section) }
    let idText = id?.rawValue ?? "door"
    let name = section.name("name", default: idText)
    let lock = DoorLockSettings.Way(reading: section, of: id ?? "door", within: reading)
    let contact = Self.point("contact", in: section, within: reading)
    let request = Self.point("request_to_exit", in: section, within: reading)
    let requestReleases = section.bool("request_releases", default: false)
    let readers = section.sections("readers", countMax: Self.readersMax).compactMap {
      DoorReader(reading: $0, ofDoor: idText, within: reading)
    }
    let release = section.seconds("release_seconds", default: 5, in: 1...120)
    let extended = section.seconds("extended_seconds", default: 10, in: 0...120)
    let relock = section.seconds("relock_delay_seconds", default: 1, in: 0...30)
    let open = section.seconds("open_seconds_max", default: 30, in: 5...86_400)
    let warn = section.seconds("warn_seconds_before", default: 10, in: 0...3600)
    if warn >= open {
      section.report(
        "warn_seconds_before", "`\(section.path)` warns before the door can be open",
        hint: "Keep it below `open_seconds_max`")
    }
    let hours = Self.schedule("unlocked_during", in: section, within: reading)
    let needsFirst = section.bool("unlock_needs_first", default: false)
    section.finishWithAdvice()
    guard let id, let lock else { return nil }
    self.init(
      id: id, name: name, device: lock.device, contact: contact, requestToExit: request,
      requestReleases: requestReleases, readers: readers, releaseFor: release, extendedBy: extended,
      relockDelay: relock, openMax: open, warnBefore: warn, unlockedDuring: hours,
      unlockNeedsFirst: needsFirst)
    reading.add(DoorLockSettings(door: id, way: lock), from: section)
  }

  private static func schedule(
    _ key: String, in section: YAMLSection, within reading: SiteReading
  ) -> String? {
    guard section.has(key), let name = section.requiredString(key, hint: "Name one of `schedules`") else {
      return nil
    }
    let isDeclared = reading.schedules.resolves(
      name, as: "schedule", at: section.path(of: key), line: section.line(of: key), in: section)
    return isDeclared ? name : nil
  }

  private static func point(
    _ key: String, in section: YAMLSection, within reading: SiteReading
  ) -> InputPointID? {
    guard section.has(key), let name = section.requiredString(key, hint: "Name one of `inputs`") else {
      return nil
    }
    let isDeclared = reading.inputs.resolves(
      name, as: "input", at: section.path(of: key), line: section.line(of: key), in: section)
    return isDeclared ? InputPointID(name) : nil
  }
}

extension DoorReader {
  fileprivate init?(reading section: YAMLSection, ofDoor door: String, within reading: SiteReading) {
    let device = section.requiredString("reader", hint: "Name a reader, a controller or a terminal")
    let number = section.optionalInteger("number", in: 1...16)
    let direction = section.choice("direction", default: AccessDirection.entry)
    let id: AccessPointID? = section.identifier("id", default: "\(door)-\(direction.rawValue)")
    if let id { reading.accessPoints.declare(id.rawValue, as: "access point", in: section) }
    let takesVisitors = section.bool("takes_visitors", default: false)
    let asksFor = section.choice("asks_for", default: ReaderDemand.credential)
    let persons = section.integer("persons_min", default: 1, in: 1...2)
    let (from, to) = (section.area("from", within: reading), section.area("to", within: reading))
    section.finishWithAdvice()
    guard let device, let id,
      reading.devices.resolves(
        device, as: "reader", or: ["controller", "terminal"], at: section.path(of: "reader"),
        line: section.line(of: "reader"), in: section)
    else { return nil }
    self.init(
      device: DeviceID(device), readerNumber: number, accessPoint: id, direction: direction, asksFor: asksFor,
      takesVisitors: takesVisitors, personsMin: persons, from: from, to: to)
    reading.place(device: self.device, number: number, from: section)
  }
}
