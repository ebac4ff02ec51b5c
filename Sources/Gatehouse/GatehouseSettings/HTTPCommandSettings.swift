public import AccessModel
internal import FieldContract

/// A barrier or lock that is commanded over HTTP with Digest authentication.
public struct HTTPCommandSettings: Hashable, Sendable {
  public var moves: Thing
  /// Names the device in health reports.
  public var id: DeviceID
  /// Folder below `DeviceProfiles/http`.
  public var profile: String
  public var host: String
  public var port: Int
  public var trust: Trust
  public var user: String
  public var passwordFile: String
  /// The barrier, door or output that the device knows by this number.
  public var channel: Int
  /// How long connecting, and one request as a whole, may take.
  public var connectTimeout: Span
  public var requestTimeout: Span

  /// What of the site it moves.
  public enum Thing: Hashable, Sendable {
    case barrier(BarrierID)
    case door(DoorID)

    fileprivate var name: String {
      switch self {
      case .barrier(let id): id.rawValue
      case .door(let id): id.rawValue
      }
    }
  }

  /// Whom to believe that the device is the device.
  public enum Trust: Hashable, Sendable {
    case plain
    case authorities(file: String)
    /// Base64 of the SHA-256 of its public key.
    case publicKey(sha256: String)
  }

  /// Two with the same would move the same iron.
  var wire: [String] { [host.lowercased(), "\(port)", profile, "\(channel)"] }

  init?(reading section: YAMLSection, moving thing: Thing, within reading: SiteReading) {
    let id: DeviceID? = section.identifier("id", default: "\(thing.name)-http")
    if let id { reading.devices.declare(id.rawValue, as: "HTTP device", in: section) }
    let profile = reading.profiles.profile("profile", of: .http, in: section)
    let host = section.host("host", hint: "Write the device's address")
    let tls = section.section("tls")
    let trust = tls.flatMap { Trust(reading: $0, within: reading.files) }
    port = section.port(default: tls == nil ? 80 : 443)
    let user = section.requiredString("user", hint: "Write a user that may open, and nothing more")
    let password = section.requiredCredential(
      "password", .secret(bytesMin: 1), within: reading.files,
      hint: "Name the file that holds the password")
    channel = section.integer("channel", default: 1, in: 0...255)
    connectTimeout = section.milliseconds("connect_timeout_milliseconds", default: 2000, in: 50...60_000)
    requestTimeout = section.milliseconds("request_timeout_milliseconds", default: 5000, in: 50...60_000)
    section.finishWithAdvice()
    guard let id, let profile, let host, let user, let password, tls == nil || trust != nil else {
      return nil
    }
    (self.id, self.profile, self.host, self.user, passwordFile) = (id, profile, host, user, password)
    (self.trust, moves) = (trust ?? .plain, thing)
    reading.add(self, from: section)
  }
}

extension HTTPCommandSettings.Trust {
  /// SHA-256 in base64.
  private static let keyLength = 44

  fileprivate init?(reading section: YAMLSection, within files: FileLookup) {
    defer { section.finishWithAdvice() }
    let way = section.way(
      ["ca": [], "public_key_sha256": []], hint: "Name the device's CA, or write the hash of its public key")
    switch way {
    case "ca":
      guard let file = section.credential("ca", .certificate, within: files) else { return nil }
      self = .authorities(file: file)
    case "public_key_sha256":
      guard let hash = section.string("public_key_sha256") else { return nil }
      guard hash.utf8.count == Self.keyLength, hash.hasSuffix("="),
        hash.utf8.dropLast().allSatisfy(Self.isBase64)
      else {
        section.report(
          "public_key_sha256", "`\(section.path(of: "public_key_sha256"))` is no SHA-256 in base64",
          hint: "The page of HTTPActuators says how to take it from the device")
        return nil
      }
      self = .publicKey(sha256: hash)
    default: return nil
    }
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
