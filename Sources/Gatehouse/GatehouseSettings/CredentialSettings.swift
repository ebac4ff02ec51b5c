internal import AccessModel
public import AccessSchedules
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

/// A key whose visitors' codes the site believes.
public struct VisitorKeySettings: Hashable, Sendable {
  /// What the codes name it by, 0...65535.
  public var id: Int
  public var publicKeyFile: String

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id = section.optionalInteger("id", in: 0...65_535)
    if !section.has("id") { section.missing("id", hint: "Number the key, 0 to 65535; codes name it so") }
    let key = section.requiredCredential(
      "public_key", .publicKey, within: reading.files,
      hint: "Name the PEM file of the key: openssl pkey -in visitors.key -pubout -out visitors.pem")
    section.finishWithAdvice()
    guard let id, let key else { return nil }
    (self.id, publicKeyFile) = (id, key)
  }
}

/// A schedule that credentials name.
public struct ScheduleSettings: Hashable, Sendable {
  public var id: String
  public var schedule: Schedule

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: Identifier<ScheduleKind>? = section.identifier("id")
    if let id { reading.schedules.declare(id.rawValue, as: "schedule", in: section) }
    let text = section.requiredString("hours", hint: "Such as `weekly mon-fri 07:00-19:00`")
    section.finishWithAdvice()
    guard let id, let text else { return nil }
    do throws(ScheduleError) {
      schedule = try Schedule(parsing: text)
    } catch {
      section.report(
        "hours", "`\(section.path(of: "hours"))` is no schedule: \(error)",
        hint: "The page of AccessSchedules shows the form")
      return nil
    }
    self.id = id.rawValue
  }
}

public enum ScheduleKind {}

extension SallyPort {
  private static let doorsMax = 8
  /// The outer one first.
  private static let barriersMax = 2

  /// Reads one entry of `sally_ports`.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let doors = section.words("doors", countMax: Self.doorsMax).filter { name, line in
      reading.doors.resolves(name, as: "door", at: section.path(of: "doors"), line: line, in: section)
    }
    let barriers = section.words("barriers", countMax: Self.barriersMax).filter { name, line in
      reading.barriers.resolves(
        name, as: "barrier", at: section.path(of: "barriers"), line: line, in: section)
    }
    let between = section.seconds("between_seconds_max", default: 120, in: 10...3600)
    let named =
      section.words("doors", countMax: Self.doorsMax).count
      + section.words("barriers", countMax: Self.barriersMax).count
    if named < 2 {
      section.report(
        line: section.line, "`\(section.path)` needs at least two doors or barriers",
        hint: "Name under `doors` and `barriers` what is never open together")
    }
    section.finishWithAdvice()
    guard doors.count + barriers.count >= 2 else { return nil }
    self.init(
      doors: doors.map { DoorID($0.0) }, barriers: barriers.map { BarrierID($0.0) }, betweenMax: between)
  }
}
