public import AccessModel
internal import FieldContract

/// What moves the lock of a door.
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
  }
}

extension DoorLockSettings.Way {
  /// The device that the lock depends on.
  var device: DeviceID {
    switch self {
    case .readerOutput(let reader, _, _): reader
    case .board(let bus, _, _, _, _): bus
    }
  }

  init?(reading door: YAMLSection, within reading: SiteReading) {
    guard let section = door.section("lock") else {
      door.missing("lock", hint: "Write `lock: {reader: READER}` or `lock: {bus: BUS, profile: PROFILE}`")
      return nil
    }
    defer { section.finishWithAdvice() }
    guard section.has("reader") != section.has("bus") else {
      section.report(
        line: section.line, "`\(section.path)` must have exactly one of `reader` and `bus`",
        hint: "The lock hangs on a reader's output or on a board's relay")
      return nil
    }
    section.refuse(
      section.has("reader") ? ["unit", "profile", "channel", "kind"] : ["output", "energised_releases"],
      beside: section.has("reader") ? "reader" : "bus")
    if section.has("reader") {
      let name = section.requiredString("reader", hint: "Name a reader of `reader_lines`")
      let output = section.integer("output", default: 0, in: 0...7)
      let energised = section.bool("energised_releases", default: true)
      guard let name,
        reading.devices.resolves(
          name, as: "reader", at: section.path(of: "reader"), line: section.line(of: "reader"), in: section)
      else { return nil }
      self = .readerOutput(reader: DeviceID(name), output: output, energisedReleases: energised)
    } else {
      let name = section.requiredString("bus", hint: "Name one of `buses`")
      let unit = section.integer("unit", default: 1, in: 0...247)
      let profile = reading.profiles.profile("profile", of: .door, in: section)
      let channel = section.integer("channel", default: 1, in: 1...64)
      let kind = section.choice("kind", default: DoorLockSettings.LockKind.failSecure)
      guard let name, let profile,
        reading.devices.resolves(
          name, as: "bus", at: section.path(of: "bus"), line: section.line(of: "bus"), in: section)
      else { return nil }
      self = .board(bus: DeviceID(name), unit: unit, profile: profile, channel: channel, kind: kind)
    }
  }
}
