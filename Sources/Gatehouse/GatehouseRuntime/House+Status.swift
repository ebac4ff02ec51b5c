import AccessModel
import ConsoleContract
import ConsoleServing
import FieldListening
import GateKeeping
import GatehouseSettings
import ModbusDevices
import PlateMatching
import SiteJournal

extension House {
  /// The site at one glance, for `gatectl status`.
  func status() -> SiteStatus {
    let now = SystemClock.now()
    let state = board.now
    let site = site
    return SiteStatus(
      site: site.id.rawValue, name: site.name, version: Self.version, startedAt: "\(startedAt.civil)",
      uptimeSeconds: (now.moment - startedAt.moment).milliseconds / 1000,
      settingsVersion: site.layout.settingsVersion, clockIsSynchronised: now.clockIsSynchronised,
      lanes: state.lanes.map { lane($0, state, now) }, doors: doors(state, site),
      inputs: state.inputs.map(input),
      lamps: state.lamps.map { LampStatus(id: $0.lamp.rawValue, name: $0.name, isLit: $0.isLit) },
      devices: devices(state, now), uplink: uplinkStatus(now),
      journal: journalStatus(state), lists: listStatus(now),
      alarmsOpen: state.alarms.count { $0.root == nil && $0.state != .shelved },
      mode: state.mode.rawValue, areas: areas(state, site), referrals: referrals(state, site, now),
      box: box.readings?.status)
  }

  private func areas(_ state: SiteBoard.State, _ site: Site) -> [AreaStatus] {
    site.layout.areas.map { area in
      AreaStatus(
        id: area.id.rawValue, name: area.name,
        count: state.areas.first { $0.area == area.id }?.count ?? 0, occupancyMax: area.occupancyMax)
    }
  }

  private func referrals(_ state: SiteBoard.State, _ site: Site, _ now: Now) -> [ReferralStatus] {
    state.referrals.map { referral in
      let decision = referral.decision
      return ReferralStatus(
        decision: decision.id, accessPoint: decision.accessPoint.rawValue,
        plate: site.logPlates == .full ? decision.plate : nil, credential: decision.credential,
        reasons: decision.reasons.map(\.rawValue),
        secondsLeft: max((referral.until - now.moment).milliseconds / 1000, 0))
    }
  }

  private func lane(_ view: LaneView, _ state: SiteBoard.State, _ now: Now) -> LaneStatus {
    let since = view.positionSince.map(now.civil(at:))
    return LaneStatus(
      id: view.lane.rawValue, name: view.name, barrier: view.barrier.map { _ in view.position.rawValue },
      presence: view.barrier.map { _ in view.presence.rawValue }, since: since.map { "\($0)" },
      lastDecision: state.lastDecision[view.lane], openings: state.openings[view.lane] ?? 0,
      mode: view.mode.rawValue,
      heldBy: view.heldBy.map { "\($0) (\(view.isHeldOpen ? "open" : "closed"))" })
  }

  private func doors(_ state: SiteBoard.State, _ site: Site) -> [DoorStatus] {
    state.doors.map { view in
      let readers = site.layout.doors.first { $0.id == view.door }?.readers ?? []
      return DoorStatus(
        id: view.door.rawValue, name: view.name, mode: view.mode.rawValue, position: view.position.rawValue,
        heldBy: view.heldBy?.rawValue,
        lastDecision: readers.compactMap { state.lastAtDoor[$0.accessPoint] }.first)
    }
  }

  private func input(_ view: InputView) -> InputStatus {
    let reading =
      switch view.reading {
      case .active: "active"
      case .inactive: "inactive"
      case .value(let thousandths): "\(Double(thousandths) / 1000) \(view.point.limits?.unit ?? "")"
      case .faulty(let why): "FAULTY: \(why)"
      case .stale: "STALE, last \(view.isActive ? "active" : "inactive")"
      case nil: "not read yet"
      }
    return InputStatus(
      id: view.point.id.rawValue, name: view.point.name, kind: view.point.kind.rawValue, reading: reading)
  }

  private func devices(_ state: SiteBoard.State, _ now: Now) -> [DeviceStatus] {
    let lines = buses.lines
    return state.devices.sorted { $0.key < $1.key }.map { device, entry in
      DeviceStatus(
        id: device.rawValue, kind: entry.kind, state: entry.state,
        reason: entry.reason.isEmpty ? nil : entry.reason, since: "\(entry.since)",
        heard: entry.heard.map { "\($0)" }, address: lines[device]?.address,
        units: lines[device]?.units.map { unit($0, now) })
    }
  }

  private func unit(_ condition: UnitCondition, _ now: Now) -> UnitStatus {
    UnitStatus(
      unit: condition.unit, serves: condition.serves, state: condition.state.rawValue,
      reason: condition.reason.isEmpty ? nil : condition.reason, since: "\(now.civil(at: condition.since))",
      heard: condition.heard.map { "\(now.civil(at: $0))" })
  }

  private func uplinkStatus(_ now: Now) -> [UplinkStatus] {
    let backlog = (try? journal.backlog()) ?? []
    return uplink.streams.map { stream, state in
      let row = backlog.first { $0.stream == stream.rawValue }
      let age = row?.oldestRecordedAt.map { (now.civil - $0).milliseconds / 1000 }
      return UplinkStatus(
        stream: stream.rawValue, pending: Int64(row?.pending ?? 0), oldestPendingSeconds: age,
        state: state.text, lastSuccess: state.lastSuccess.map { "\($0)" })
    }
  }

  private func journalStatus(_ state: SiteBoard.State) -> JournalStatus {
    let usage = journal.usage()
    return JournalStatus(events: usage.events, bytes: usage.bytes, state: state.journalFault ?? "committing")
  }

  private func listStatus(_ now: Now) -> [ListStatus] {
    func hours(_ edition: ListEdition?) -> Int64? {
      edition.map { (now.civil - $0.issuedAt).milliseconds / 3_600_000 }
    }
    let plates = lists.lists.map { list in
      ListStatus(
        id: list.settings.id.rawValue, version: list.index?.edition.version,
        ageHours: hours(list.index?.edition), entries: list.index?.count ?? 0,
        quarantined: list.quarantined)
    }
    let cards = credentials.loaded.map { list in
      ListStatus(
        id: list.settings.list.id.rawValue, version: list.edition?.version, ageHours: hours(list.edition),
        entries: list.count, quarantined: list.quarantined)
    }
    return plates + [cards].compactMap { $0 }
  }

  /// What must hold before this box should be relied on (`/health/ready`).
  func readiness() -> [ReadinessCondition] {
    let state = board.now
    let listening = fieldListener?.boundPort != nil
    return [
      ReadinessCondition(
        name: "gate_loop", ok: isLoopAlive, detail: isLoopAlive ? "turning" : "has not turned for 3 s"),
      ReadinessCondition(
        name: "journal", ok: state.journalFault == nil, detail: state.journalFault ?? "committing"),
      ReadinessCondition(
        name: "field_listener", ok: listening, detail: listening ? "listening" : "not listening yet"),
    ]
  }

  /// The loop turns at least each second; three are a stall.
  var isLoopAlive: Bool { SystemClock.moment() - board.now.lastTurn < .seconds(3) }
}

extension Now {
  /// What the civil clock of now would have shown then.
  fileprivate func civil(at moment: Moment) -> CivilTime {
    CivilTime(milliseconds: civil.milliseconds - (self.moment - moment).milliseconds)
  }
}
