internal import AccessModel
internal import GateKeeping
internal import RulePacks

/// What the checkers know of orders and what follows from them, by inputs and records alone.
struct DeskFacts {
  /// Why a lane stands open, by orders.
  enum Standing { case hold, freeFlow, evacuation }

  struct LaneDesk {
    /// nil: as the site file says.
    var mode: LaneMode?
    var standing: Standing?
    /// A convoy may stand open until then; how many have passed, only the loops know.
    var convoyUntil: Moment?
    /// Keeps the vehicle's way: reads and cards at its access points.
    var seenAt: [AccessPointID: Moment] = [:]
    var shownAt: [AccessPointID: Moment] = [:]
  }

  struct Waiting {
    var accessPoint: AccessPointID
    var until: Moment
    var grantsAfterwards: Bool
    /// A person has to look, whatever the clock says.
    var isClaimed: Bool
  }

  struct Claim {
    var verifiersMin: Int
    /// nil: made before a restart.
    var since: Moment?
    /// What each person said last.
    var voices: [String: Bool] = [:]
  }

  struct AlarmFacts {
    var code: AlarmCode
    var isActive = true
    var isAcknowledged = false
    var shelvedUntil: Moment?
  }

  struct AreaFacts {
    let area: Area
    var count = 0
    var hasFirst = false
  }

  struct Presence {
    var area: AreaID?
    var since: CivilTime
  }

  struct Passing {
    var subjects: [String]
    var persons: Int
    var sides: (from: AreaID?, to: AreaID?)
    var opensFirst: Bool
  }

  var mode = SiteMode.normal
  /// How doors stood before a lockdown or evacuation, in the order of the layout.
  var doorsBefore: [DoorMode] = []
  /// When a raised level ends by itself.
  var modeUntil: Moment?
  var lanes: [LaneDesk]
  /// By the decision that referred.
  var waiting: [String: Waiting] = [:]
  var claims: [String: Claim] = [:]
  var claimsEnded: Set<String> = []
  /// When a claim was rejected of a plate at an access point, by the three of them.
  var pardons: [String: Moment] = [:]
  var alarms: [UInt64: AlarmFacts] = [:]
  /// Latched and over, to be looked for once.
  var latched: [UInt64] = []
  var areas: [AreaFacts]
  var presences: [String: Presence] = [:]
  var passings: [String: Passing] = [:]
  var packs: [RulePack] = []
  /// The barrier of which this very step tells that a command was never written.
  var neverWritten: BarrierID?
  /// Stepped, and perhaps not on disk: what a restart finds then is told by the disk alone.
  var isUnlooked = false
  var takesFromDisk = false
  /// False after a restart that may have lost presences.
  var knowsPresences = true

  init(_ plan: SitePlan) {
    lanes = plan.layout.lanes.map { _ in LaneDesk() }
    areas = plan.layout.areas.map { AreaFacts(area: $0) }
  }

  /// A new run of the daemon: what no disk keeps is gone.
  mutating func restart(isSure: Bool) {
    for index in lanes.indices { lanes[index] = LaneDesk(mode: lanes[index].mode) }
    (waiting, passings, packs, alarms, latched, pardons) = ([:], [:], [], [:], [], [:])
    for id in claims.keys { claims[id]?.since = nil }
    takesFromDisk = !isSure
    if !isSure { (claims, claimsEnded, presences, knowsPresences) = ([:], [], [:], false) }
    isUnlooked = false
  }
}
