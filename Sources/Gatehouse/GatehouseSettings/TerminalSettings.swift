public import AccessModel
internal import FieldContract

/// An access terminal that pushes what it reads.
public struct TerminalSettings: Hashable, Sendable {
  public var id: DeviceID
  /// Folder below `DeviceProfiles/terminal`.
  public var profile: String
  public var secret: CameraSecret
  /// Serial number, by which ZKTeco's terminals name themselves; nil for all others.
  public var serial: String?
  /// IANA name; used where the terminal sends local time without a zone.
  public var timeZone: String
  public var cards: CardSettings
  public var bodyBytesMax: Int
  public var ratePerSecondMax: Int

  private static let serialLengthMax = 32

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: DeviceID? = section.identifier("id")
    if let id { reading.devices.declare(id.rawValue, as: "terminal", in: section) }
    let profile = reading.profiles.profile("profile", of: .terminal, in: section)
    let secret = CameraSecret(of: section, mayBeNone: true, within: reading)
    serial = section.string("serial")
    if let serial, !Self.isSerial(serial) {
      section.report(
        "serial", "`\(section.path(of: "serial"))` is no serial number",
        hint: "At most \(Self.serialLengthMax) letters, digits, `.`, `_` and `-`, as the terminal shows it")
    }
    timeZone = section.timeZone("time_zone", default: "UTC")
    cards = CardSettings(reading: section, form: .asWritten)
    bodyBytesMax = section.integer("body_bytes_max", default: 1_048_576, in: 4096...4_194_304)
    ratePerSecondMax = section.integer("rate_per_second_max", default: 50, in: 1...1000)
    section.finishWithAdvice()
    guard let id, let profile, let secret else { return nil }
    (self.id, self.profile, self.secret) = (id, profile, secret)
    reading.add(self, from: section)
  }

  /// What no terminal encodes in a query in a way of its own.
  private static func isSerial(_ text: String) -> Bool {
    (1...serialLengthMax).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || [0x2D, 0x2E, 0x5F].contains($0)
      }
  }
}
