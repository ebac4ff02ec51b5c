import AccessModel
import FieldContract
import GateKeeping
import SiteJournal
import Synchronization

/// What the house knows of itself, for operators, probes and metrics; written by the loop, read by anybody.
final class SiteBoard: Sendable {
  struct State: Sendable {
    var lanes: [LaneView] = []
    var doors: [DoorView] = []
    var inputs: [InputView] = []
    var lamps: [LampView] = []
    /// Outcome of the last decision at each side of a door.
    var lastAtDoor: [AccessPointID: String] = [:]
    var mode = SiteMode.normal
    var areas: [AreaCount] = []
    var referrals: [Referral] = []
    var alarms: [AlarmView] = []
    var hits: [HitView] = []
    var hitTallies: [HitTally] = []
    var lastDecision: [LaneID: String] = [:]
    var openings: [LaneID: Int64] = [:]
    var devices: [DeviceID: DeviceEntry] = [:]
    var eventsByType: [String: Int64] = [:]
    var decisionsByOutcome: [AccessOutcome: Int64] = [:]
    /// Messages of each camera that were no reads.
    var ignored: [DeviceID: Int64] = [:]
    /// Messages of each camera that could not be read.
    var unreadable: [DeviceID: Int64] = [:]
    fileprivate var refusedCommands: [String: Moment] = [:]
    fileprivate var complaints: [DeviceID: Complaint] = [:]
    /// What was said of each camera already.
    var said: [DeviceID: Set<String>] = [:]
    var journalFault: String?
    var lastTurn = Moment.zero
    fileprivate var lastPosition: [LaneID: BarrierPosition] = [:]
  }

  struct DeviceEntry: Hashable, Sendable {
    var kind: String
    var state: String
    var reason = ""
    var since: CivilTime
    /// Of what pushes: its last message that was understood.
    var heard: CivilTime?
  }

  /// That a camera cannot be read was told at this moment, and not yet that it can be again.
  fileprivate struct Complaint: Sendable {
    var at: Moment
    var isOpen: Bool
  }

  /// A camera that cannot be read is told of once in this span.
  static let complaintPause = Span.seconds(60)

  /// Different things that are said of one camera; further ones are kept quiet.
  static let saidMax = 16

  private let state = Mutex(State())

  var now: State { state.withLock { $0 } }

  /// After each turn of the loop.
  func publish(_ keeper: GateKeeper) {
    let lanes = keeper.laneViews
    let (doors, inputs) = (keeper.doorViews, keeper.inputViews)
    let (mode, areas, referrals) = (keeper.siteMode, keeper.areaCounts, keeper.pendingReferrals)
    let (lamps, alarms) = (keeper.lampViews, keeper.alarmViews)
    let (hits, tallies) = (keeper.hitViews, keeper.hitTallies)
    state.withLock {
      ($0.mode, $0.areas, $0.referrals) = (mode, areas, referrals)
      $0.lanes = lanes
      ($0.doors, $0.inputs, $0.lamps) = (doors, inputs, lamps)
      $0.alarms = alarms
      ($0.hits, $0.hitTallies) = (hits, tallies)
      $0.lastTurn = SystemClock.moment()
    }
  }

  func journalFailed(_ error: JournalError) { state.withLock { $0.journalFault = "\(error)" } }

  /// Facts that are on disk now.
  func note(_ events: [GateEvent]) {
    state.withLock { state in
      state.journalFault = nil
      for event in events {
        state.eventsByType[event.type, default: 0] += 1
        switch event.fact {
        case .accessDecided(let decision):
          state.decisionsByOutcome[decision.outcome, default: 0] += 1
          if let lane = event.lane {
            state.lastDecision[lane] =
              "\(decision.outcome.rawValue) \(decision.reasons.first?.rawValue ?? "")"
          } else {
            state.lastAtDoor[decision.accessPoint] =
              "\(decision.outcome.rawValue) \(decision.reasons.first?.rawValue ?? "")"
          }
        case .barrierMoved(let move):
          guard let lane = event.lane else { break }
          // A boom that was found open, or lost and found again, has not opened.
          let before = state.lastPosition.updateValue(move.position, forKey: lane) ?? .unknown
          if move.position == .open, before == .closed || before == .opening {
            state.openings[lane, default: 0] += 1
          }
        case .deviceChanged(let health):
          let kind = state.devices[health.device]?.kind ?? "device"
          state.devices[health.device] = DeviceEntry(
            kind: kind, state: health.state.rawValue, reason: health.reason, since: event.at,
            heard: state.devices[health.device]?.heard)
        case .credentialPresented, .credentialMisread, .deviceReported, .doorCommanded, .doorAnswered,
          .doorChanged, .inputChanged, .lampCommanded, .lampAnswered, .plateRead,
          .accessEnded, .barrierCommanded, .barrierAnswered, .hitPending, .hitDecided, .alarmRaised,
          .alarmCleared, .alarmAcknowledged, .alarmShelved, .alarmUnshelved, .alarmEscalated,
          .operatorCommanded, .siteStarted, .siteStopping, .settingsApplied, .settingsRefused,
          .listLoaded, .eventQuarantined:
          break
        }
      }
    }
  }

  /// Devices of the site file; those that went are forgotten, those that stay keep their state.
  func expect(_ devices: [(DeviceID, kind: String)], at time: CivilTime) {
    state.withLock { state in
      var next: [DeviceID: DeviceEntry] = [:]
      for (device, kind) in devices {
        next[device] = state.devices[device] ?? DeviceEntry(kind: kind, state: "not heard yet", since: time)
      }
      state.devices = next
      state.ignored = state.ignored.filter { next[$0.key] != nil }
      state.unreadable = state.unreadable.filter { next[$0.key] != nil }
      state.complaints = state.complaints.filter { next[$0.key] != nil }
      state.said = state.said.filter { next[$0.key] != nil }
    }
  }

  /// A camera sent something that was understood; true when the opposite was told last.
  func heard(_ device: DeviceID, at time: CivilTime) -> Bool {
    state.withLock { state in
      guard var entry = state.devices[device] else { return false }
      let wasTold = state.complaints[device]?.isOpen ?? false
      state.complaints[device]?.isOpen = false
      if entry.state != "online" { entry.since = time }
      entry.state = "online"
      entry.reason = ""
      entry.heard = time
      state.devices[device] = entry
      return wasTold
    }
  }

  /// A camera sent something of no use here.
  func ignored(_ device: DeviceID) { state.withLock { $0.ignored[device, default: 0] += 1 } }

  /// Whether a refused command of this kind is worth recording: once a minute, so that garbage fills no disk.
  func isDue(_ kind: String, at now: Moment) -> Bool {
    state.withLock { state in
      state.refusedCommands = state.refusedCommands.filter { now - $0.value < Self.complaintPause }
      guard state.refusedCommands[kind] == nil, state.refusedCommands.count < Self.refusedKindsMax else {
        return false
      }
      state.refusedCommands[kind] = now
      return true
    }
  }

  /// Kinds of refused commands that are recorded within one span.
  private static let refusedKindsMax = 64

  /// Whether this was not said of the camera before, and is worth a line.
  func isNews(_ device: DeviceID, _ words: String) -> Bool {
    state.withLock { state in
      state.said[device, default: []].count < Self.saidMax
        && state.said[device, default: []].insert(words).inserted
    }
  }

  /// A camera sent something that could not be read; true when it is time to tell.
  func refused(_ device: DeviceID, _ reason: String, at now: Now) -> Bool {
    state.withLock { state in
      state.unreadable[device, default: 0] += 1
      guard var entry = state.devices[device] else { return false }
      if entry.state != "degraded" { entry.since = now.civil }
      entry.state = "degraded"
      entry.reason = reason
      state.devices[device] = entry
      if let last = state.complaints[device], now.moment - last.at < Self.complaintPause { return false }
      state.complaints[device] = Complaint(at: now.moment, isOpen: true)
      return true
    }
  }
}
