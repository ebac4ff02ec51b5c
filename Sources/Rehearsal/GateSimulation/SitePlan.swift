internal import AccessModel
internal import AccessSchedules
internal import GateKeeping

/// A site as its seed draws it: lanes, doors, lists, who comes, and which faults there are.
package struct SitePlan {
  struct LanePlan {
    var index: Int
    var lane: Lane
    /// 0 none, 1 under the boom, 3 before and behind it as well.
    var loops: Int
    var cameras: [CameraPlan]
    /// Its board repeats itself at a driver's pace while the boom is not closed.
    var isTalkative: Bool
    /// How long its boom takes, in nanoseconds.
    var travel: Int64
  }

  struct CameraPlan {
    var device: DeviceID
    var accessPoint: AccessPointID
    var isEntry: Bool
    var framesMin: Int
    /// 0 an identifier for each vehicle, 1 none, 2 always the same.
    var trackHabit: Int
    var untimedIsLive: Bool
  }

  var layout: SiteLayout
  var lanes: [LanePlan] = []
  var lists: [ListPlan]
  var credentials: [Credential] = []
  var calendar = SiteCalendar.empty
  /// nil where no access point asks rule packs.
  var packs: PackPlan?
  var isNightShift: Bool
  /// Vehicles and people in a day.
  var vehicles: Int
  var people: Int
  /// P10, and what leaves the site of a plate that is on no list.
  var unlistedRetention: Span
  var isPseudonymous: Bool
  package var days: Int
  package var faults: Set<FaultKind>
  /// How long one commit takes, in nanoseconds.
  var commitSpan: Int64
  /// How long the uplink lets events gather, in nanoseconds.
  var uplinkLag: Int64

  static let epoch = CivilTime(milliseconds: 1_795_000_000_000)

  /// `only` takes faults away; nothing else changes by it.
  package init(seed: UInt64, only: Set<FaultKind>? = nil) {
    var draw = SeedStream(seed: seed, purpose: "site")
    days = draw.int(1...2)
    vehicles = draw.pick([30, 60, 100, 150])
    people = draw.pick([20, 60, 120])
    unlistedRetention = .seconds(3600 * Int64(draw.pick([2, 6, 12, 24])))
    isPseudonymous = draw.happens(perMille: 800)
    isNightShift = draw.happens(perMille: 300)
    commitSpan = draw.pick([200_000, 2_000_000, 10_000_000, 200_000_000])
    uplinkLag = draw.pick([10, 300, 900, 1800, 1800]) * 1_000_000_000
    layout = SiteLayout(source: "urn:gatehouse:sim-\(seed)", lanes: [], cameras: [])
    lists = ListPlan.all(&draw)
    layout.settingsVersion = "s1"
    layout.freshness = .seconds(Int64(draw.pick([3, 5, 5, 10])))
    layout.listAgeMax = .seconds(3600 * Int64(draw.pick([24, 48, 168])))
    layout.whenJournalFails = draw.happens(perMille: 700) ? .hold : .goOn
    var wanted = SeedStream(seed: seed, purpose: "faults")
    faults = Set(FaultKind.allCases.filter { _ in wanted.happens(perMille: 600) })
    if let only { faults.formIntersection(only) }
    drawLanes(&draw)
    drawDoors(&draw)
    drawInputs(&draw)
    drawOrders(seed: seed)
  }

  private mutating func drawLanes(_ draw: inout SeedStream) {
    for index in 0..<draw.int(1...4) {
      let loops = draw.pick([0, 1, 1, 3, 3])
      let isTwoWay = draw.happens(perMille: 500)
      let isFree = !isTwoWay && loops == 3 && draw.happens(perMille: 500)
      let stale = draw.int(0...39) == 0 ? 5 : draw.pick([20, 60, 60, 60, 60, 60, 60, 60, 60, 60])
      var barrier = Barrier(
        id: "boom-\(index)", device: "io-\(index)",
        closing: loops == 0 || draw.happens(perMille: 300) ? .controller : .gatehouse,
        hasPresenceLoop: loops > 0, travelMax: .seconds(Int64(draw.pick([5, 10]))),
        passageMax: .seconds(Int64(draw.pick([20, 30, 45]))), closeDelay: .seconds(Int64(draw.int(1...3))),
        openMax: .seconds(Int64(draw.pick([60, 120]))), staleAfter: .seconds(Int64(stale)))
      barrier.kind = draw.pick(BarrierKind.allCases)
      var points = [
        AccessPoint(
          id: "lane-\(index)-in", direction: .entry, memberships: ["residents", "staff"],
          watchlists: ["stolen", "court"], whenUnknown: draw.pick([.deny, .refer]),
          sameVehicle: .seconds(Int64(draw.pick([15, 30, 60]))))
      ]
      var cameras = [camera(index, "in", &draw)]
      if isTwoWay || isFree {
        points.append(
          AccessPoint(
            id: "lane-\(index)-out", direction: .exit, memberships: ["residents", "staff"],
            watchlists: ["stolen"], isFreeExit: isFree))
      }
      if isTwoWay { cameras.append(camera(index, "out", &draw)) }
      let lane = Lane(id: "lane-\(index)", name: "Lane \(index)", barrier: barrier, accessPoints: points)
      lanes.append(
        LanePlan(
          index: index, lane: lane, loops: loops, cameras: cameras, isTalkative: draw.int(0...7) == 0,
          travel: draw.milliseconds(1200...4000)))
      layout.lanes.append(lane)
      layout.cameras += cameras.map {
        CameraAssignment(device: $0.device, accessPoint: $0.accessPoint, framesMin: $0.framesMin)
      }
    }
  }

  private func camera(_ lane: Int, _ way: String, _ draw: inout SeedStream) -> CameraPlan {
    CameraPlan(
      device: "cam-\(lane)-\(way)", accessPoint: "lane-\(lane)-\(way)", isEntry: way == "in",
      framesMin: draw.pick([1, 1, 1, 2, 3]), trackHabit: draw.pick([0, 0, 1, 2]),
      untimedIsLive: draw.happens(perMille: 300))
  }

  private mutating func drawDoors(_ draw: inout SeedStream) {
    let count = draw.int(0...4)
    for index in 0..<count {
      layout.doors.append(
        Door(
          id: "door-\(index)", device: "panel", contact: "door-\(index)-contact",
          requestToExit: "door-\(index)-rex", requestReleases: draw.happens(perMille: 600),
          readers: [
            DoorReader(
              device: "rd-\(index)", accessPoint: "door-\(index)-in",
              asksFor: draw.pick(ReaderDemand.allCases),
              takesVisitors: draw.happens(perMille: 500))
          ], releaseFor: .seconds(5), extendedBy: .seconds(10), relockDelay: .seconds(1),
          openMax: .seconds(Int64(draw.pick([20, 30]))), warnBefore: .seconds(10)))
    }
    if count >= 2, draw.happens(perMille: 500) {
      layout.sallyPorts = [SallyPort(doors: Array(layout.doors.map(\.id).prefix(2)))]
    }
    let day: Int64 = 86_400
    for index in 0..<20 {
      credentials.append(
        Credential(
          id: "C\(index)", holder: "holder \(index)", identifiers: [CredentialIdentifier(.card, "c\(index)")],
          pin: "\(1000 + index)", duressPIN: index % 3 == 0 ? "\(9000 + index)" : nil,
          isEnabled: index != 17, validFrom: index == 18 ? Self.epoch + .seconds(9 * day) : nil,
          validUntil: Self.epoch + .seconds(index == 19 ? day / 3 : 30 * day),
          doors: layout.doors.map(\.id).filter { _ in draw.happens(perMille: 850) },
          schedule: index == 16 ? "office" : nil, needsMoreTime: index == 15))
    }
    let office = (try? Schedule(parsing: "weekly mon-fri 08:00-18:00")) ?? .always
    calendar = SiteCalendar(zone: .utc, schedules: ["office": office])
  }

  private mutating func drawInputs(_ draw: inout SeedStream) {
    for door in layout.doors {
      layout.inputs.append(InputPoint(id: "\(door.id)-contact", kind: .doorContact, device: "panel"))
      layout.inputs.append(InputPoint(id: "\(door.id)-rex", kind: .requestToExit, device: "panel"))
    }
    layout.inputs.append(InputPoint(id: "fire", kind: .firePanel, device: "panel"))
    layout.inputs.append(InputPoint(id: "wind", kind: .general, device: "panel"))
    layout.inputs.append(InputPoint(id: "button", kind: .silentAlarm, device: "panel"))
    layout.inputs.append(
      InputPoint(
        id: "tunnel", kind: .sensor, device: "panel",
        limits: SensorLimits(unit: "ppm", highest: 30_000, hysteresis: 5_000)))
    let doors = layout.doors.filter { _ in draw.happens(perMille: 500) }.map(\.id)
    layout.holds = [
      Hold(
        cause: .input("wind"), state: .open, barriers: layout.lanes.prefix(1).compactMap { $0.barrier?.id }),
      Hold(
        cause: .input("tunnel"), state: .closed,
        barriers: layout.lanes.suffix(1).compactMap { $0.barrier?.id }, doors: doors, lamps: ["red"]),
      Hold(cause: .alarm(.forcedOpen, subject: nil), state: .closed, lamps: ["beacon"]),
    ]
    layout.lamps = [Lamp(id: "red", device: "panel"), Lamp(id: "beacon", device: "panel")]
  }
}
