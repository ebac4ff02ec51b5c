public import AccessModel
internal import FieldContract

/// One OSDP line: a serial port or a TCP connection with up to 32 readers.
public struct ReaderLineSettings: Hashable, Sendable {
  public var id: DeviceID
  public var link: Link
  public var readers: [ReaderSettings]

  /// What the line runs over.
  public enum Link: Hashable, Sendable {
    case tcp(host: String, port: Int)
    /// nil: the rates that the readers' profiles name are tried in turn.
    case serial(path: String, baud: Int?)
  }

  public static let readersMax = 32

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: DeviceID? = section.identifier("id")
    if let id { reading.devices.declare(id.rawValue, as: "reader line", in: section) }
    let link = Link(reading: section)
    let sections = section.sections("readers", countMax: Self.readersMax)
    if sections.isEmpty { section.missing("readers", hint: "Describe at least one reader") }
    let readers = sections.compactMap { ReaderSettings(reading: $0, within: reading) }
    for (index, reader) in readers.enumerated()
    where readers[..<index].contains(where: { $0.address == reader.address }) {
      section.report(
        line: section.line, "`\(section.path)`: two readers have address \(reader.address)",
        hint: "Give each reader of a line an address of its own")
    }
    section.finishWithAdvice()
    guard let id, let link else { return nil }
    (self.id, self.link, self.readers) = (id, link, readers)
  }
}

/// A reader on an OSDP line.
public struct ReaderSettings: Hashable, Sendable {
  public var id: DeviceID
  /// 0...126.
  public var address: Int
  /// Folder below `DeviceProfiles/reader`.
  public var profile: String
  /// File with the base key, 32 hexadecimal digits; nil where the site does without a secure channel.
  public var baseKeyFile: String?
  /// Names of card formats, in the order in which they are tried.
  public var cardFormats: [String]

  /// A reader's channel: anything else than `required` must be written down.
  public enum SecureChannel: String, Hashable, Sendable, CaseIterable {
    case required, none
  }

  private static let formatsMax = 16
  private static let keyBytesMin = 32

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: DeviceID? = section.identifier("id")
    if let id { reading.devices.declare(id.rawValue, as: "reader", in: section) }
    let address = section.optionalInteger("address", in: 0...126)
    if !section.has("address") { section.missing("address", hint: "Write the address set in the reader") }
    let profile = reading.profiles.profile("profile", of: .reader, in: section)
    let channel = section.choice("secure_channel", default: SecureChannel.required)
    var key: String?
    switch channel {
    case .required:
      key = section.requiredCredential(
        "base_key", .secret(bytesMin: Self.keyBytesMin), within: reading.files,
        hint: "Name a file with the reader's key: `openssl rand -hex 16 > FILE && chmod 600 FILE`")
    case .none:
      if section.has("base_key") {
        section.report(
          "base_key", "`\(section.path)` has a key and no secure channel",
          hint: "Remove `secure_channel: none`, or the key")
      }
    }
    let formats = section.words("card_formats", countMax: Self.formatsMax).map(\.0)
    section.finishWithAdvice()
    guard let id, let address, let profile, channel == .none || key != nil else { return nil }
    (self.id, self.address, self.profile, baseKeyFile) = (id, address, profile, key)
    cardFormats = formats.isEmpty ? ["h10301"] : formats
  }
}

extension ReaderLineSettings.Link {
  fileprivate init?(reading section: YAMLSection) {
    let (tcp, serial) = (section.section("tcp"), section.section("serial"))
    guard (tcp == nil) != (serial == nil) else {
      section.report(
        line: section.line, "`\(section.path)` must have exactly one of `tcp` and `serial`",
        hint: "Write `serial: {path: /dev/ttyS2}` or `tcp: {host: ADDRESS, port: PORT}`")
      return nil
    }
    if let tcp {
      let host = tcp.host("host", hint: "Write the converter's address")
      let port = tcp.port(default: 4001)
      tcp.finishWithAdvice()
      guard let host else { return nil }
      self = .tcp(host: host, port: port)
    } else if let serial {
      let path = serial.requiredString("path", hint: "Write the serial port, such as /dev/ttyS2")
      let baud = serial.optionalInteger("baud", in: 9600...230_400)
      if let baud, !Self.bauds.contains(baud) {
        serial.report(
          "baud", "`\(serial.path(of: "baud"))` cannot be \(baud)",
          hint: "Choose one of: \(Self.bauds.map(String.init).joined(separator: ", "))")
      }
      serial.finishWithAdvice()
      guard let path, path.hasPrefix("/") else {
        if path != nil {
          serial.report(
            "path", "`\(serial.path(of: "path"))` is no absolute path", hint: "Such as /dev/ttyS2")
        }
        return nil
      }
      self = .serial(path: path, baud: baud)
    } else {
      return nil
    }
  }

  /// OSDP 2.2 §5.1.
  private static let bauds = [9600, 19_200, 38_400, 57_600, 115_200, 230_400]
}
