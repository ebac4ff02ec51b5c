internal import AccessModel
internal import FieldContract

/// The signed list of credentials, and the key under which PINs are hashed.
public struct CredentialSettings: Hashable, Sendable {
  public var list: ListSettings
  /// Key of the hash; nil at a site without PINs.
  public var pinKeyFile: String?

  private static let keyBytesMin = 16

  init?(reading section: YAMLSection, within reading: SiteReading) {
    pinKeyFile = section.credential("pin_key", .secret(bytesMin: Self.keyBytesMin), within: reading.files)
    guard let list = ListSettings(reading: section, within: reading) else { return nil }
    self.list = list
  }
}

extension Hold {
  private static let placesMax = 64

  /// Reads one entry of `holds`.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let name = section.requiredString("while", hint: "Name one of `inputs`")
    let state = section.optionalChoice("state", as: State.self)
    if !section.has("state") { section.missing("state", hint: "Write `closed` or `open`") }
    let barriers = section.words("barriers", countMax: Self.placesMax).filter { name, line in
      reading.barriers.resolves(
        name, as: "barrier", at: section.path(of: "barriers"), line: line, in: section)
    }
    let doors = section.words("doors", countMax: Self.placesMax).filter { name, line in
      reading.doors.resolves(name, as: "door", at: section.path(of: "doors"), line: line, in: section)
    }
    if !section.has("barriers"), !section.has("doors") {
      section.missing("barriers", hint: "Name what is held: `barriers`, `doors`, or both")
    }
    section.finishWithAdvice()
    guard let name, let state,
      reading.inputs.resolves(
        name, as: "input", at: section.path(of: "while"), line: section.line(of: "while"), in: section)
    else { return nil }
    self.init(
      point: InputPointID(name), state: state, barriers: barriers.map { BarrierID($0.0) },
      doors: doors.map { DoorID($0.0) })
  }
}

extension SallyPort {
  private static let doorsMax = 8

  /// Reads one entry of `sally_ports`.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let doors = section.words("doors", countMax: Self.doorsMax).filter { name, line in
      reading.doors.resolves(name, as: "door", at: section.path(of: "doors"), line: line, in: section)
    }
    if !section.has("doors") {
      section.missing("doors", hint: "Name the doors that are never open together")
    } else if section.words("doors", countMax: Self.doorsMax).count < 2 {
      section.report(
        "doors", "`\(section.path)` needs at least two doors",
        hint: "Name the doors that are never open together")
    }
    section.finishWithAdvice()
    guard doors.count >= 2 else { return nil }
    self.init(doors: doors.map { DoorID($0.0) })
  }
}
