/// A door: its lock, its contact, its readers, and the times that people need.
public struct Door: Hashable, Sendable {
  public var id: DoorID
  public var name: String
  /// The device that moves its lock.
  public var device: DeviceID
  /// Active while the door stands open; without one nothing can be proven of a passage.
  public var contact: InputPointID?
  /// Active while somebody asks to leave.
  public var requestToExit: InputPointID?
  /// The request releases the lock as well; without it, it only explains why the door opens.
  public var requestReleases: Bool
  public var readers: [DoorReader]
  /// How long a grant releases the lock.
  public var releaseFor: Span
  /// The same, and the longest time open, for a credential that needs it.
  public var extendedBy: Span
  /// The lock holds again this long after the door was opened.
  public var relockDelay: Span
  /// Open for longer is an alarm.
  public var openMax: Span
  /// The reader warns this long before that alarm.
  public var warnBefore: Span
  /// Name of the schedule within which the door stands released for everybody.
  public var unlockedDuring: String?
  /// It stands released only from the first credential on that opens it within that time.
  public var unlockNeedsFirst: Bool

  public init(
    id: DoorID, name: String? = nil, device: DeviceID, contact: InputPointID? = nil,
    requestToExit: InputPointID? = nil, requestReleases: Bool = false, readers: [DoorReader] = [],
    releaseFor: Span = .seconds(5), extendedBy: Span = .seconds(10), relockDelay: Span = .seconds(1),
    openMax: Span = .seconds(30), warnBefore: Span = .seconds(10),
    unlockedDuring: String? = nil, unlockNeedsFirst: Bool = false
  ) {
    self.id = id
    self.name = name ?? id.rawValue
    self.device = device
    self.contact = contact
    self.requestToExit = requestToExit
    self.requestReleases = requestReleases
    self.readers = readers
    self.releaseFor = releaseFor
    self.extendedBy = extendedBy
    self.relockDelay = relockDelay
    self.openMax = openMax
    self.warnBefore = warnBefore
    self.unlockedDuring = unlockedDuring
    self.unlockNeedsFirst = unlockNeedsFirst
  }
}

/// A reader at a door and what it asks for.
public struct DoorReader: Hashable, Sendable {
  public var device: DeviceID
  /// Which reader or door of a device that has several.
  public var readerNumber: Int?
  /// One side of the door.
  public var accessPoint: AccessPointID
  public var direction: AccessDirection
  public var asksFor: ReaderDemand
  /// A visitor's code that names no place opens here.
  public var takesVisitors: Bool
  /// So many different holders must show a credential, one after the other: 1 or 2.
  public var personsMin: Int
  public var from: AreaID?
  public var to: AreaID?

  public init(
    device: DeviceID, readerNumber: Int? = nil, accessPoint: AccessPointID,
    direction: AccessDirection = .entry, asksFor: ReaderDemand = .credential,
    takesVisitors: Bool = false, personsMin: Int = 1, from: AreaID? = nil, to: AreaID? = nil
  ) {
    self.device = device
    self.readerNumber = readerNumber
    self.accessPoint = accessPoint
    self.direction = direction
    self.asksFor = asksFor
    self.takesVisitors = takesVisitors
    self.personsMin = personsMin
    self.from = from
    self.to = to
  }
}

/// What a person must show.
public enum ReaderDemand: String, Hashable, Sendable, CaseIterable {
  /// A card or a visitor's code.
  case credential
  /// A card, and the PIN that belongs to it.
  case credentialAndPIN = "credential_and_pin"
  /// A card, a visitor's code, or a PIN alone.
  case credentialOrPIN = "credential_or_pin"
}

/// Doors and barriers of which at most one is open at any time.
public struct SallyPort: Hashable, Sendable {
  public var doors: [DoorID]
  /// The outer one first: a vehicle that enters by it stands between them.
  public var barriers: [BarrierID]
  /// A vehicle that stands between the barriers for longer is an alarm.
  public var betweenMax: Span

  public init(doors: [DoorID], barriers: [BarrierID] = [], betweenMax: Span = .seconds(120)) {
    self.doors = doors
    self.barriers = barriers
    self.betweenMax = betweenMax
  }
}

/// How a door is set; ONVIF Door Control §5.2.
public enum DoorMode: String, Hashable, Sendable, CaseIterable {
  /// The lock holds; credentials open it.
  case locked
  /// Released for everybody.
  case unlocked
  /// Released for one passage.
  case accessed
  /// The lock holds and no credential opens it.
  case blocked
  /// As `blocked`, by an emergency that only a person ends.
  case lockedDown = "locked_down"
  /// Released by an emergency that only a person, or the fire panel, ends.
  case lockedOpen = "locked_open"
}

/// Where a door is, by its contact.
public enum DoorPosition: String, Hashable, Sendable, CaseIterable {
  case unknown, open, closed, fault
}
