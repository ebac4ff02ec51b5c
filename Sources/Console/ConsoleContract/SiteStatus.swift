/// The whole site at one glance. Times are RFC 3339; words for states are those of the events.
public struct SiteStatus: Hashable, Sendable, Codable {
  public var site: String
  public var name: String
  public var version: String
  public var startedAt: String
  public var uptimeSeconds: Int64
  public var settingsVersion: String
  /// Whether the box trusts its own clock; nil where the kernel cannot say.
  public var clockIsSynchronised: Bool?
  public var lanes: [LaneStatus]
  public var doors: [DoorStatus]
  public var inputs: [InputStatus]
  public var lamps: [LampStatus]
  public var devices: [DeviceStatus]
  /// One for each stream; empty where the site has no uplink.
  public var uplink: [UplinkStatus]
  public var journal: JournalStatus
  public var lists: [ListStatus]
  public var alarmsOpen: Int
  /// How the site stands: `normal`, `elevated`, `lockdown`, `evacuation`.
  public var mode: String
  public var areas: [AreaStatus]
  public var referrals: [ReferralStatus]
  /// nil until the daemon has looked for the first time.
  public var box: BoxStatus?

  public init(
    site: String, name: String, version: String, startedAt: String, uptimeSeconds: Int64,
    settingsVersion: String, clockIsSynchronised: Bool?, lanes: [LaneStatus],
    doors: [DoorStatus] = [], inputs: [InputStatus] = [], lamps: [LampStatus] = [],
    devices: [DeviceStatus], uplink: [UplinkStatus],
    journal: JournalStatus, lists: [ListStatus], alarmsOpen: Int,
    mode: String = "normal", areas: [AreaStatus] = [], referrals: [ReferralStatus] = [],
    box: BoxStatus? = nil
  ) {
    self.site = site
    self.name = name
    self.version = version
    self.startedAt = startedAt
    self.uptimeSeconds = uptimeSeconds
    self.settingsVersion = settingsVersion
    self.clockIsSynchronised = clockIsSynchronised
    self.lanes = lanes
    self.doors = doors
    self.inputs = inputs
    self.lamps = lamps
    self.devices = devices
    self.uplink = uplink
    self.journal = journal
    self.lists = lists
    self.alarmsOpen = alarmsOpen
    self.mode = mode
    self.areas = areas
    self.referrals = referrals
    self.box = box
  }
}

/// One lane now.
public struct LaneStatus: Hashable, Sendable, Codable {
  public var id: String
  public var name: String
  /// Sensed position of the barrier; nil for a lane without one.
  public var barrier: String?
  /// What the presence loop says; nil for a lane without one.
  public var presence: String?
  /// When the position last changed.
  public var since: String?
  public var lastDecision: String?
  /// Openings since the daemon started.
  public var openings: Int64
  /// How the lane works now.
  public var mode: String
  /// Why it is held open or closed.
  public var heldBy: String?

  public init(
    id: String, name: String, barrier: String?, presence: String?, since: String?, lastDecision: String?,
    openings: Int64, mode: String = "open", heldBy: String? = nil
  ) {
    self.id = id
    self.name = name
    self.barrier = barrier
    self.presence = presence
    self.since = since
    self.lastDecision = lastDecision
    self.openings = openings
    self.mode = mode
    self.heldBy = heldBy
  }
}
