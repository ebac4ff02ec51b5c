public import AccessModel

/// What a restart must not forget, because no sensor tells it: how doors, lanes and the site were set, who is
/// inside, how often visitors' codes have opened, which fire panel was in alarm (P6), which alarms stand and
/// which claims wait for people (P8).
public struct KeptState: Hashable, Sendable {
  public struct SetDoor: Hashable, Sendable {
    public var door: DoorID
    public var mode: DoorMode

    public init(door: DoorID, mode: DoorMode) {
      self.door = door
      self.mode = mode
    }
  }

  public struct SetLane: Hashable, Sendable {
    public var lane: LaneID
    public var mode: LaneMode?
    /// Times that its barrier came down since it was serviced.
    public var cycles: Int

    public init(lane: LaneID, mode: LaneMode? = nil, cycles: Int = 0) {
      self.lane = lane
      self.mode = mode
      self.cycles = cycles
    }
  }

  public struct KeptPort: Hashable, Sendable {
    public var name: String
    public var between: Int

    public init(name: String, between: Int) {
      self.name = name
      self.between = between
    }
  }

  public var visits: [Visit]
  /// Those that people have set to something else than `locked`.
  public var doors: [SetDoor]
  public var firePanels: [InputPointID]
  public var siteMode: SiteMode
  public var lanes: [SetLane]
  public var areas: AreaBook
  /// Doors that their hours have released.
  public var releasedByHours: [DoorID]
  public var alarms: [KeptAlarm]
  /// The number of the alarm that was raised last.
  public var alarmCount: UInt64
  public var hits: [KeptHit]
  /// As doors were set when the lockdown or evacuation that still lasts began.
  public var doorsBefore: [SetDoor]
  /// Vehicles between the barriers of sally ports, by the ports' names; those with none are absent.
  public var ports: [KeptPort]
  /// Lamps that burn, as far as anybody knows.
  public var litLamps: [LampID]
  public var tallies: [HitTally]

  public init(
    visits: [Visit] = [], doors: [SetDoor] = [], firePanels: [InputPointID] = [],
    siteMode: SiteMode = .normal, lanes: [SetLane] = [], areas: AreaBook = AreaBook(),
    releasedByHours: [DoorID] = [],
    alarms: [KeptAlarm] = [], alarmCount: UInt64 = 0, hits: [KeptHit] = [], tallies: [HitTally] = [],
    doorsBefore: [SetDoor] = [], ports: [KeptPort] = [], litLamps: [LampID] = []
  ) {
    self.alarms = alarms
    self.alarmCount = alarmCount
    self.hits = hits
    self.tallies = tallies
    self.doorsBefore = doorsBefore
    self.ports = ports
    self.litLamps = litLamps
    self.visits = visits
    self.doors = doors
    self.firePanels = firePanels
    self.siteMode = siteMode
    self.lanes = lanes
    self.areas = areas
    self.releasedByHours = releasedByHours
  }
}

extension GateKeeper {
  /// To be kept across a restart.
  public var keptState: KeptState {
    KeptState(
      visits: visits.visits,
      doors: doors.filter { $0.setMode != .locked }
        .map { KeptState.SetDoor(door: $0.door.id, mode: $0.setMode) },
      firePanels: inputs.entries.filter { $0.point.kind == .firePanel && $0.wasActive }.map(\.point.id),
      siteMode: siteMode,
      lanes: lanes.filter { $0.setMode != nil || $0.cycles > 0 }
        .map { KeptState.SetLane(lane: $0.lane.id, mode: $0.setMode, cycles: $0.cycles) },
      areas: areas.settled, releasedByHours: hours.filter(\.isReleased).map(\.door),
      alarms: ledger.book.kept, alarmCount: ledger.book.count, hits: hits.entries.map(KeptHit.init),
      tallies: hits.tallies, doorsBefore: doorsBefore,
      ports: keptPorts, litLamps: lamps.filter(\.isLit).map(\.lamp.id))
  }

  /// Takes what the last run kept; writes nothing (P5).
  mutating func restore(_ kept: KeptState) {
    for set in kept.doors {
      guard let index = doors.firstIndex(where: { $0.door.id == set.door }) else { continue }
      doors[index].restore(set.mode)
    }
    for set in kept.lanes {
      guard let index = lanes.firstIndex(where: { $0.lane.id == set.lane }) else { continue }
      lanes[index].setMode = set.mode
      lanes[index].cycles = set.cycles
    }
    hours = kept.releasedByHours.map { DoorHours(door: $0, wasWithin: true, isReleased: true) }
    siteMode = kept.siteMode
    // How long it has lasted, nobody knows after a restart: its span begins anew.
    modeUntil = siteMode == .elevated ? layout.modes.elevatedMax.map { ledger.now.moment + $0 } : nil
    doorsBefore = kept.doorsBefore
    restore(kept.ports)
    inputs.restore(kept.firePanels)
    for index in lamps.indices where kept.litLamps.contains(lamps[index].lamp.id) { lamps[index].restore() }
    ledger.book.restore(kept.alarms, count: kept.alarmCount, now: ledger.now)
    hits.restore(kept.hits.map { $0.entry(now: ledger.now, lapse: hits.lapse) }, kept.tallies)
  }
}
