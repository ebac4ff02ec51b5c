public import AccessModel

/// One device that is commanded over HTTP: where it is, who we are to it, and how patient to be.
public struct HTTPDeviceSettings: Hashable, Sendable {
  /// Whom to believe that the device is the device.
  public enum Trust: Hashable, Sendable {
    /// Plain HTTP: only in a network that nobody else can reach.
    case plain
    /// TLS, verified by the authorities in this PEM file.
    case authorities(file: String)
    /// TLS, and the public key is this one: the base64 of the SHA-256 of its SubjectPublicKeyInfo. For
    /// devices that sign their own certificate.
    case publicKey(sha256: String)
  }

  /// Name of the device in health reports.
  public let device: DeviceID
  public let host: String
  public let port: Int
  public let trust: Trust
  public let credentials: HTTPCredentials
  /// How long connecting, and one request as a whole, may take.
  public let connectTimeout: Span
  public let requestTimeout: Span
  /// Time between two looks whether it is there.
  public let probe: Span

  /// Values outside the limits are brought to the nearest limit.
  public init(
    device: DeviceID, host: String, port: Int, trust: Trust, credentials: HTTPCredentials,
    connectTimeout: Span = .seconds(2), requestTimeout: Span = .seconds(5), probe: Span = .seconds(10)
  ) {
    self.device = device
    self.host = host
    self.port = min(max(port, 1), 65_535)
    self.trust = trust
    self.credentials = credentials
    self.connectTimeout = min(max(connectTimeout, .milliseconds(50)), .seconds(60))
    self.requestTimeout = min(max(requestTimeout, .milliseconds(50)), .seconds(60))
    self.probe = min(max(probe, .milliseconds(100)), .seconds(3600))
  }

  var base: String {
    let scheme =
      switch trust {
      case .plain: "http"
      case .authorities, .publicKey: "https"
      }
    return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  /// As a log names the device.
  var words: String { "http \(host):\(port)" }
}

/// A user and a password, which no log, description or debugger's dump shows.
public struct HTTPCredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  let user: String
  let password: String

  public init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  public var description: String { "user and password" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// What of a device is moved: its barrier or a door, and the channel that it has in the device.
public struct HTTPTarget: Hashable, Sendable {
  public enum Thing: Hashable, Sendable {
    case barrier(BarrierID)
    case door(DoorID)
  }

  public let thing: Thing
  /// Goes in place of `{channel}` in the profile.
  public let channel: Int
  public let profile: HTTPProfile

  public init(_ thing: Thing, channel: Int = 1, profile: HTTPProfile) {
    self.thing = thing
    self.channel = channel
    self.profile = profile
  }
}
