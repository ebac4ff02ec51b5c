/// Something that a person or a vehicle showed at a reader, decoded, bounded and without any secret.
public struct CredentialPresented: Hashable, Sendable {
  /// The reader, or the controller or terminal that it belongs to.
  public var device: DeviceID
  /// Which reader or door of a device that has several; nil for a device that has one.
  public var readerNumber: Int?
  public var identifier: CredentialIdentifier
  /// The device's own clock; nil where it has none (an OSDP reader).
  public var capturedAt: CivilTime?
  /// The device says itself that it kept this while nobody listened.
  public var isReplay: Bool
  /// What the device decided by itself, in its own words: a fact, never our decision.
  public var deviceVerdict: DeviceVerdict?
  /// What a verified visitor's code grants by itself; nil for everything else.
  public var pass: VisitorPass?

  public init(
    device: DeviceID, readerNumber: Int? = nil, identifier: CredentialIdentifier,
    capturedAt: CivilTime? = nil, isReplay: Bool = false, deviceVerdict: DeviceVerdict? = nil,
    pass: VisitorPass? = nil
  ) {
    self.device = device
    self.readerNumber = readerNumber
    self.identifier = identifier
    self.capturedAt = capturedAt
    self.isReplay = isReplay
    self.deviceVerdict = deviceVerdict
    self.pass = pass
  }
}

/// What tells one credential from all others: a kind and its canonical text.
public struct CredentialIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// `<format>:<facility>-<number>`, or `<format>:<number>` where the format has no facility.
    case card
    /// A keyed hash of the digits, in hexadecimal: the digits themselves never leave the reader's desk.
    case pin
    /// The number of a visitor's token whose signature and dates were verified.
    case visitorToken
    /// A normalised plate.
    case plate
    /// `TemplateEnrolment.identifier`: who enrolled a template at a terminal that recognised them.
    case template
  }

  public var kind: Kind
  public var value: String

  public init(_ kind: Kind, _ value: String) {
    self.kind = kind
    self.value = value
  }

  public var description: String { "\(kind.rawValue) \(kind == .pin ? "(not shown)" : value)" }

  public static func < (left: Self, right: Self) -> Bool {
    (left.kind.rawValue, left.value) < (right.kind.rawValue, right.value)
  }
}

/// What a visitor's code says, once its signature, site and form were verified.
public struct VisitorPass: Hashable, Sendable {
  public var validFrom: CivilTime
  public var validUntil: CivilTime
  /// How often it opens.
  public var usesMax: Int
  /// Where it opens; empty: wherever the site lets visitors in.
  public var accessPoints: [AccessPointID]
  /// Whom it is for, as the site's own short reference.
  public var host: String

  public init(
    validFrom: CivilTime, validUntil: CivilTime, usesMax: Int, accessPoints: [AccessPointID], host: String
  ) {
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.usesMax = usesMax
    self.accessPoints = accessPoints
    self.host = host
  }
}

/// What a device that can decide alone did with a credential.
public struct DeviceVerdict: Hashable, Sendable {
  public var isGranted: Bool
  /// The device's own reason or code, at most 128 characters.
  public var words: String

  public init(isGranted: Bool, words: String) {
    self.isGranted = isGranted
    self.words = words
  }
}
