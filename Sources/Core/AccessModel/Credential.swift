/// What its holder shows to pass, and where and until when it opens.
public struct Credential: Hashable, Sendable {
  /// The list's own key.
  public var id: String
  /// Who holds it, in the issuer's words.
  public var holder: String
  public var identifiers: [CredentialIdentifier]
  /// Count only beside another way in: a card, a plate, a visitor's code or a PIN.
  public var enrolments: [TemplateEnrolment]
  /// Keyed hash of the PIN that belongs to it.
  public var pin: String?
  /// As `pin`: opens, and silently calls for help.
  public var duressPIN: String?
  public var isEnabled: Bool
  public var validFrom: CivilTime?
  public var validUntil: CivilTime
  public var doors: [DoorID]
  public var lanes: [LaneID]
  /// Name of the site's schedule within which it opens; nil: at any time.
  public var schedule: String?
  /// Its holder needs more time at a door.
  public var needsMoreTime: Bool
  /// Passes only with an escort; is one.
  public var needsEscort: Bool
  public var isEscort: Bool
  /// May be the first in an area that asks for one, and begins the hours of a door.
  public var opensFirst: Bool

  public init(
    id: String, holder: String, identifiers: [CredentialIdentifier], pin: String? = nil,
    duressPIN: String? = nil, isEnabled: Bool = true, validFrom: CivilTime? = nil, validUntil: CivilTime,
    doors: [DoorID], schedule: String? = nil, needsMoreTime: Bool = false, lanes: [LaneID] = [],
    needsEscort: Bool = false, isEscort: Bool = false, opensFirst: Bool = false,
    enrolments: [TemplateEnrolment] = []
  ) {
    self.id = id
    self.holder = holder
    self.identifiers = identifiers
    self.enrolments = enrolments
    self.pin = pin
    self.duressPIN = duressPIN
    self.isEnabled = isEnabled
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.doors = doors
    self.schedule = schedule
    self.needsMoreTime = needsMoreTime
    self.lanes = lanes
    self.needsEscort = needsEscort
    self.isEscort = isEscort
    self.opensFirst = opensFirst
  }
}

extension Credential {
  /// All that finds it: what it lists, its PINs, and its enrolments where their holder has another way in.
  public var presentable: [CredentialIdentifier] {
    let shown = identifiers.filter { $0.kind != .template }
    let pins = [pin, duressPIN].compactMap { $0 }.map { CredentialIdentifier(.pin, $0) }
    if shown.isEmpty, pins.isEmpty { return [] }
    let enrolled = enrolments.compactMap {
      TemplateEnrolment.identifier(terminal: $0.terminal, person: $0.person)
    }
    return shown + pins + enrolled
  }
}
