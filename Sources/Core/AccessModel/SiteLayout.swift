/// The lanes of a site and their rules: the part of the settings that decides.
public struct SiteLayout: Hashable, Sendable {
  /// `source` of every event: a URI reference that names the site.
  public var source: String
  public var lanes: [Lane]
  public var cameras: [CameraAssignment]
  public var doors: [Door]
  public var sallyPorts: [SallyPort]
  public var inputs: [InputPoint]
  public var lamps: [Lamp]
  public var holds: [Hold]
  public var areas: [Area]
  public var modes: SiteModeRules
  /// Changes with every applied settings file; recorded with each decision (P11).
  public var settingsVersion: String
  /// P2: older reads are historical.
  public var freshness: Span
  /// A list older than this makes its grants referrals (P9).
  public var listAgeMax: Span
  /// P1: what lanes do while the journal cannot commit.
  public var whenJournalFails: JournalFailurePolicy
  public var alarms: AlarmRules

  public init(
    source: String, lanes: [Lane], cameras: [CameraAssignment], doors: [Door] = [],
    sallyPorts: [SallyPort] = [], inputs: [InputPoint] = [], lamps: [Lamp] = [], holds: [Hold] = [],
    areas: [Area] = [], modes: SiteModeRules = SiteModeRules(), settingsVersion: String = "unversioned",
    freshness: Span = .seconds(5), listAgeMax: Span = .seconds(168 * 3600),
    whenJournalFails: JournalFailurePolicy = .hold, alarms: AlarmRules = AlarmRules()
  ) {
    self.source = source
    self.lanes = lanes
    self.cameras = cameras
    self.doors = doors
    self.sallyPorts = sallyPorts
    self.inputs = inputs
    self.lamps = lamps
    self.holds = holds
    self.areas = areas
    self.modes = modes
    self.settingsVersion = settingsVersion
    self.freshness = freshness
    self.listAgeMax = listAgeMax
    self.whenJournalFails = whenJournalFails
    self.alarms = alarms
  }
}

extension SiteLayout {
  /// Every device that the layout names.
  public var devices: [DeviceID] {
    cameras.map(\.device) + lanes.compactMap { $0.barrier?.device } + doors.map(\.device)
      + doors.flatMap { $0.readers.map(\.device) } + inputs.map(\.device)
      + lamps.map(\.device)
      + lanes.flatMap(\.accessPoints).flatMap { $0.readers.map(\.device) }
  }
}

/// P1's choice, made by the site: barriers stay as they are, or lanes go on and say so.
public enum JournalFailurePolicy: String, Hashable, Sendable, CaseIterable {
  case hold
  case goOn = "go_on"
}

/// One lane: one barrier, one or two access points.
public struct Lane: Hashable, Sendable {
  public var id: LaneID
  public var name: String
  public var barrier: Barrier?
  public var accessPoints: [AccessPoint]
  /// As the lane works while no operator says otherwise.
  public var mode: LaneMode
  /// The lane whose barrier lets in what is diverted to inspection; nil: no barrier moves for it.
  public var divertsTo: LaneID?

  public init(
    id: LaneID, name: String, barrier: Barrier?, accessPoints: [AccessPoint], mode: LaneMode = .open,
    divertsTo: LaneID? = nil
  ) {
    self.id = id
    self.name = name
    self.barrier = barrier
    self.accessPoints = accessPoints
    self.mode = mode
    self.divertsTo = divertsTo
  }
}

/// One direction through a lane and who may pass.
public struct AccessPoint: Hashable, Sendable {
  public var id: AccessPointID
  public var direction: AccessDirection
  /// Lists of purpose `membership` whose plates are admitted.
  public var memberships: [ListID]
  /// Lists whose plates raise an alarm.
  public var watchlists: [ListID]
  public var whenUnknown: UnknownPlatePolicy
  /// Reads of one plate within this span of each other are one track, unless the vehicle was seen to pass.
  public var sameVehicle: Span
  /// An exit that opens for whoever stands on the inner loop.
  public var isFreeExit: Bool
  /// Where a vehicle comes from and goes to; nil: outside, or a place that nobody counts.
  public var from: AreaID?
  public var to: AreaID?
  /// Readers within the driver's reach.
  public var readers: [LaneReader]
  /// The plate alone does not open: the driver shows a credential as well.
  public var needsDriver: Bool
  public var referral: ReferralRule
  /// Names of the rule packs that are asked here, and what they call this place.
  public var rulePacks: [String]
  public var places: [String]

  public init(
    id: AccessPointID, direction: AccessDirection, memberships: [ListID], watchlists: [ListID] = [],
    whenUnknown: UnknownPlatePolicy = .deny, sameVehicle: Span = .seconds(30),
    isFreeExit: Bool = false, from: AreaID? = nil, to: AreaID? = nil, readers: [LaneReader] = [],
    needsDriver: Bool = false, referral: ReferralRule = ReferralRule(), rulePacks: [String] = [],
    places: [String] = []
  ) {
    self.id = id
    self.direction = direction
    self.memberships = memberships
    self.watchlists = watchlists
    self.whenUnknown = whenUnknown
    self.sameVehicle = sameVehicle
    self.isFreeExit = isFreeExit
    self.from = from
    self.to = to
    self.readers = readers
    self.needsDriver = needsDriver
    self.referral = referral
    self.rulePacks = rulePacks
    self.places = places
  }
}

/// Into the compound or out of it.
public enum AccessDirection: String, Hashable, Sendable, CaseIterable {
  case entry, exit
}

/// What an access point does with a plate that no list knows.
public enum UnknownPlatePolicy: String, Hashable, Sendable, CaseIterable {
  case deny, refer
}

/// A barrier and the times that its iron needs.
public struct Barrier: Hashable, Sendable {
  public var id: BarrierID
  public var kind: BarrierKind
  /// The board that moves it.
  public var device: DeviceID
  /// Who lowers it after a passage.
  public var closing: BarrierClosing
  /// The board reports a presence loop; without one a passage cannot be confirmed.
  public var hasPresenceLoop: Bool
  /// Longer than this between the limits is a fault.
  public var travelMax: Span
  /// A grant lapses when no vehicle took it within this span.
  public var passageMax: Span
  /// The loop must have been clear this long before a lower command.
  public var closeDelay: Span
  /// Open for longer, with nobody passing, is an alarm.
  public var openMax: Span
  /// Inputs not refreshed within this span are unknown.
  public var staleAfter: Span
  /// Closed so often, it is due for service; nil: nobody counts.
  public var serviceCycles: Int?

  public init(
    id: BarrierID, kind: BarrierKind = .boom, device: DeviceID, closing: BarrierClosing = .gatehouse,
    hasPresenceLoop: Bool = true, travelMax: Span = .seconds(10), passageMax: Span = .seconds(30),
    closeDelay: Span = .seconds(2), openMax: Span = .seconds(120), staleAfter: Span = .seconds(2),
    serviceCycles: Int? = nil
  ) {
    self.id = id
    self.kind = kind
    self.device = device
    self.closing = closing
    self.hasPresenceLoop = hasPresenceLoop
    self.travelMax = travelMax
    self.passageMax = passageMax
    self.closeDelay = closeDelay
    self.openMax = openMax
    self.staleAfter = staleAfter
    self.serviceCycles = serviceCycles
  }
}

/// The kinds of barrier that the trade knows.
public enum BarrierKind: String, Hashable, Sendable, CaseIterable {
  case boom, gate
  case risingKerb = "rising_kerb"
  case bollard
}

/// Who lowers the barrier: its own controller, or we do.
public enum BarrierClosing: String, Hashable, Sendable, CaseIterable {
  case controller, gatehouse
}

/// Which access point a camera's reads belong to; the first assignment that fits wins.
public struct CameraAssignment: Hashable, Sendable {
  public var device: DeviceID
  public var accessPoint: AccessPointID
  /// Only reads with this lane number of the camera; nil takes any.
  public var laneNumber: Int?
  /// Only reads that move this way or do not say; nil takes any.
  public var direction: TravelDirection?
  /// So many frames must agree on a plate before it is matched; 1 for a camera that sends one message a
  /// vehicle.
  public var framesMin: Int

  public init(
    device: DeviceID, accessPoint: AccessPointID, laneNumber: Int? = nil, direction: TravelDirection? = nil,
    framesMin: Int = 1
  ) {
    self.device = device
    self.accessPoint = accessPoint
    self.laneNumber = laneNumber
    self.direction = direction
    self.framesMin = framesMin
  }
}
