internal import AccessModel
internal import AccessSchedules
internal import GateKeeping
internal import RulePacks

/// What orders are about: areas, readers at lanes, sally ports of barriers, rule packs, rules of modes and
/// alarms. From a stream of its own, so that older habits stay as they were.
extension SitePlan {
  mutating func drawOrders(seed: UInt64) {
    var draw = SeedStream(seed: seed, purpose: "orders")
    layout.modes = SiteModeRules(
      lockdownBy: draw.happens(perMille: 300) ? ["li"] : [],
      elevatedMax: draw.pick([nil, .seconds(1800), .seconds(7200)]))
    layout.alarms = AlarmRules(
      escalateAfter: draw.pick([nil, .seconds(120), .seconds(300)]), shelveMax: .seconds(4 * 3600),
      floodCount: draw.pick([3, 10, 20]), hitLapse: .seconds(draw.pick([900, 3600])))
    for index in layout.lanes.indices { drawLaneRules(index, &draw) }
    if layout.lanes.count > 1, draw.happens(perMille: 250) {
      layout.sallyPorts.append(
        SallyPort(doors: [], barriers: layout.lanes.prefix(2).compactMap { $0.barrier?.id }))
    }
    drawAreas(&draw)
    drawHolders(&draw)
    for index in lanes.indices { lanes[index].lane = layout.lanes[index] }
    if draw.happens(perMille: 400) {
      packs = PackPlan(lawUntil: Self.epoch + .seconds(draw.pick([30_000, 9_000_000])))
      for lane in layout.lanes.indices {
        layout.lanes[lane].accessPoints[0].rulePacks = PackPlan.names
        layout.lanes[lane].accessPoints[0].places = ["centre"]
        lanes[lane].lane = layout.lanes[lane]
      }
    }
  }

  private mutating func drawLaneRules(_ index: Int, _ draw: inout SeedStream) {
    let referral = ReferralRule(
      timeout: .seconds(draw.pick([20, 60, 120])), grantsAfterwards: draw.happens(perMille: 300))
    for point in layout.lanes[index].accessPoints.indices {
      layout.lanes[index].accessPoints[point].referral = referral
    }
    if draw.happens(perMille: 400) {
      layout.lanes[index].accessPoints[0].readers = [LaneReader(device: "lr-\(index)")]
      layout.lanes[index].accessPoints[0].needsDriver = draw.happens(perMille: 350)
    }
    if draw.happens(perMille: 80) { layout.lanes[index].mode = draw.pick([.inspection, .escorted]) }
    if index > 0, draw.happens(perMille: 500) { layout.lanes[index].divertsTo = layout.lanes[0].id }
    layout.lanes[index].barrier?.serviceCycles = draw.pick([nil, 20])
  }

  private mutating func drawAreas(_ draw: inout SeedStream) {
    let rules: [AntiPassback] = [.off, .soft, .hard, .timed(.seconds(900))]
    if draw.happens(perMille: 400) {
      let hasExit = layout.lanes.contains { $0.accessPoints.count > 1 }
      layout.areas.append(
        Area(
          id: "yard", occupancyMax: hasExit ? draw.pick([nil, 3, 12]) : draw.pick([nil, 40]),
          antiPassback: draw.pick(rules)))
      for lane in layout.lanes.indices {
        for point in layout.lanes[lane].accessPoints.indices {
          let isEntry = layout.lanes[lane].accessPoints[point].direction == .entry
          layout.lanes[lane].accessPoints[point].to = isEntry ? "yard" : nil
          layout.lanes[lane].accessPoints[point].from = isEntry ? nil : "yard"
        }
      }
    }
    guard !layout.doors.isEmpty else { return }
    if draw.happens(perMille: 150) { layout.doors[0].readers[0].personsMin = 2 }
    guard draw.happens(perMille: 450) else { return }
    layout.areas.append(
      Area(
        id: "hall", occupancyMax: draw.pick([nil, 3, 8]), antiPassback: draw.pick(rules),
        needsFirst: draw.happens(perMille: 200)))
    for index in layout.doors.indices {
      layout.doors[index].readers[0].to = "hall"
      layout.doors[index].readers.append(
        DoorReader(
          device: "ro-\(index)", accessPoint: "door-\(index)-out", direction: .exit, from: "hall"))
    }
  }

  /// Escorts, guests, those who open first, and who may drive in where.
  private mutating func drawHolders(_ draw: inout SeedStream) {
    let lanes = layout.lanes.filter { !$0.accessPoints[0].readers.isEmpty }.map(\.id)
    let hasGuests = draw.happens(perMille: 500)
    for index in credentials.indices {
      credentials[index].lanes = lanes.filter { _ in draw.happens(perMille: 850) }
      credentials[index].opensFirst = index < 5
      credentials[index].isEscort = hasGuests && (index == 0 || index == 5)
      credentials[index].needsEscort = hasGuests && (index == 13 || index == 14)
    }
  }
}

/// Two packs with a worked rule of each outcome; on coaches they disagree, of tankers nobody knows the load.
struct PackPlan {
  static let names = ["law", "estate"]
  static let kinds: [String?] = [
    "car", "car", "car", "car", "SUV", "coach", "truck", "tanker", "schoolbus", nil,
  ]

  var version = 1
  var lawUntil: CivilTime
  /// The pack of the estate cannot be had for a while.
  var isShort = false

  /// What cameras call the vehicle of this plate.
  static func kind(of plate: String) -> String? {
    let sum = plate.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
    return kinds[sum % kinds.count]
  }

  var book: RuleBook {
    let law = pack(
      "law", until: lawUntil,
      [
        rule("coach-stop", "night", [.passengerCoach], [], .deny(orderedBy: "the county")),
        rule("load-look", "load", [.goodsVehicle], [], .refer),
        rule("tanker-papers", "papers", [.tanker], [.unNumber([1203])], .deny(orderedBy: "the county")),
      ])
    let estate = pack(
      "estate", until: nil,
      [
        rule("bus-aside", "night", [.passengerCoach, .schoolBus], [], .divertToInspection),
        rule("car-slow", "speed", [.passengerCar], [], .advise),
      ])
    return RuleBook(packs: isShort ? [law] : [law, estate], zone: .utc)
  }

  private func pack(_ id: RulePackID, until: CivilTime?, _ rules: [VehicleRule]) -> RulePack {
    RulePack(
      id: id, version: "\(version)", jurisdiction: "CN", issuer: "sim",
      validFrom: SitePlan.epoch + .seconds(-86_400), validUntil: until, rules: rules)
  }

  private func rule(
    _ id: String, _ subject: String, _ classes: [VehicleClass], _ conditions: [RuleCondition],
    _ outcome: RuleOutcome
  ) -> VehicleRule {
    VehicleRule(
      id: id, subject: subject, classes: classes, conditions: conditions, exemptions: [], outcome: outcome,
      text: DriverText(english: "stop", chinese: "停"),
      source: RuleSource(title: "sim", article: nil, date: "2026"))
  }
}
