import AccessModel
import AccessSchedules
import GateKeeping
import RulePacks

/// What a `.case` file adds to its site by words: areas, modes, drivers, a second barrier, rule packs.
struct CaseRules {
  var yard: Area?
  var hall: Area?
  var personsMin = 1
  var needsDriver = false
  var hasLaneReader = false
  var mode = LaneMode.open
  var referral = ReferralRule(timeout: .seconds(600))
  /// A second barrier behind the first: lane `bay`, barrier `boom2`, camera `cam-bay`.
  var hasBay = false
  var isPort = false
  var hasPacks = false
  var packsAreThere = true
  /// At the door `front`.
  var asksForPINs = false
  var hours: String?
  var hoursNeedFirst = false
  var serviceCycles: Int?
  var hasLamps = false
  var modes = SiteModeRules(elevatedMax: .seconds(300))

  mutating func set(_ word: String) throws {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    let value = parts.count > 1 ? parts[1] : ""
    switch parts[0] {
    case "yard": yard = try area("yard", value)
    case "hall": hall = try area("hall", value)
    case "persons": personsMin = Int(value) ?? 2
    case "driver": (needsDriver, hasLaneReader) = (true, true)
    case "reader": hasLaneReader = true
    case "mode": mode = LaneMode(rawValue: value) ?? .open
    case "refer_timeout": referral.timeout = .seconds(Int64(value) ?? 10)
    case "refer_default": referral.grantsAfterwards = value == "grant"
    case "bay": hasBay = true
    case "port": (hasBay, isPort) = (true, true)
    case "packs": (hasPacks, packsAreThere) = (true, value != "none")
    case "pins": asksForPINs = true
    case "hours": hours = value
    case "hours_first": hoursNeedFirst = true
    case "service": serviceCycles = Int(value)
    case "lamps": hasLamps = true
    case "lockdown_by": modes.lockdownBy = [value]
    default: throw CaseScript.Mismatch(description: "unknown site word \(word)")
    }
  }

  /// `yard=hard`, `yard=max:1`, `hall=timed:60`, `hall=first`.
  private func area(_ id: AreaID, _ text: String) throws -> Area {
    var area = Area(id: id)
    let parts = text.split(separator: ":").map(String.init)
    let number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    switch parts.first ?? "" {
    case "hard": area.antiPassback = .hard
    case "soft": area.antiPassback = .soft
    case "timed": area.antiPassback = .timed(.seconds(Int64(number)))
    case "max": area.occupancyMax = number
    case "first": area.needsFirst = true
    case "yes": break
    default: throw CaseScript.Mismatch(description: "unknown area word \(text)")
    }
    return area
  }

  func apply(to plain: SiteLayout) -> SiteLayout {
    var layout = plain
    layout.areas = [yard, hall].compactMap { $0 }
    layout.modes = modes
    layout.lanes[0].mode = mode
    for index in layout.lanes[0].accessPoints.indices {
      let isEntry = layout.lanes[0].accessPoints[index].direction == .entry
      if yard != nil {
        layout.lanes[0].accessPoints[index].to = isEntry ? "yard" : nil
        layout.lanes[0].accessPoints[index].from = isEntry ? nil : "yard"
        layout.lanes[0].accessPoints[index].memberships = ["residents"]
      }
      layout.lanes[0].accessPoints[index].referral = referral
      guard isEntry else { continue }
      layout.lanes[0].accessPoints[index].needsDriver = needsDriver
      layout.lanes[0].accessPoints[index].readers = hasLaneReader ? [LaneReader(device: "rd-lane")] : []
      if hasPacks {
        layout.lanes[0].accessPoints[index].rulePacks = ["coaches", "tunnel"]
        layout.lanes[0].accessPoints[index].places = ["expressway"]
      }
    }
    layout.cameras.append(CameraAssignment(device: "cam-out", accessPoint: "north-out"))
    if hasBay { addBay(to: &layout) }
    applyToDoors(&layout)
    if hasLamps { addLamps(to: &layout) }
    return layout
  }

  /// A red light before the tunnel; the vault is held closed while somebody tampers with the cabinet's door.
  private func addLamps(to layout: inout SiteLayout) {
    layout.lamps = [Lamp(id: "red", device: "io"), Lamp(id: "beacon", device: "panel")]
    layout.holds.append(Hold(cause: .input("tunnel-co"), state: .closed, lamps: ["red"]))
    layout.holds.append(Hold(cause: .input("wind"), state: .closed, lamps: ["red"]))
    layout.holds.append(
      Hold(
        cause: .alarm(.forcedOpen, subject: "front"), state: .closed, doors: ["vault"], lamps: ["beacon"]))
  }

  private func addBay(to layout: inout SiteLayout) {
    let boom = Barrier(
      id: "boom2", device: "io", travelMax: .seconds(5), passageMax: .seconds(20), closeDelay: .seconds(1),
      openMax: .seconds(60), staleAfter: .seconds(2))
    layout.lanes.append(
      Lane(
        id: "bay", name: "Bay", barrier: boom,
        accessPoints: [
          AccessPoint(
            id: "bay-in", direction: .entry, memberships: ["residents"], watchlists: ["stolen"],
            referral: referral)
        ]))
    layout.cameras.append(CameraAssignment(device: "cam-bay", accessPoint: "bay-in"))
    if isPort {
      layout.sallyPorts.append(SallyPort(doors: [], barriers: ["boom", "boom2"], betweenMax: .seconds(60)))
    } else {
      layout.lanes[0].divertsTo = "bay"
    }
  }

  private func applyToDoors(_ layout: inout SiteLayout) {
    guard let front = layout.doors.firstIndex(where: { $0.id == "front" }) else { return }
    layout.doors[front].unlockedDuring = hours
    layout.doors[front].unlockNeedsFirst = hoursNeedFirst
    layout.doors[front].readers[0].personsMin = personsMin
    if asksForPINs { layout.doors[front].readers[0].asksFor = .credentialAndPIN }
    guard hall != nil else { return }
    layout.doors[front].readers[0].to = "hall"
    layout.doors[front].readers.append(
      DoorReader(device: "rd-front-out", accessPoint: "front-out", direction: .exit, from: "hall"))
  }

  /// `site lockdown [by=li]`, `lane north convoy=2`, `grant 1-1`, `area yard count=3`, `serviced boom`.
  static func order(_ words: [String]) throws -> (wish: OperatorOrder.Wish, name: String)? {
    guard let verb = words.first, let target = words.dropFirst().first else { return nil }
    let name = words.first { $0.hasPrefix("by=") }.map { String($0.dropFirst(3)) } ?? "wu"
    let word = words.dropFirst(2).first ?? ""
    let value = String(word.drop { $0 != "=" }.dropFirst())
    switch verb {
    case "site": return (.site(SiteMode(rawValue: target) ?? .normal), name)
    case "grant": return (.answer(decision: target, isGranted: true), name)
    case "deny": return (.answer(decision: target, isGranted: false), name)
    case "serviced": return (.serviced(BarrierID(target)), name)
    case "area":
      let wish: AreaWish =
        word.hasPrefix("count")
        ? .count(Int(value) ?? 0)
        : value.isEmpty ? .forgiveAll : .forgive(subject: value.replacing(":", with: " "))
      return (.area(AreaID(target), wish), name)
    case "lane":
      let wish: LaneWish =
        switch word {
        case "hold": .holdOpen
        case "end": .endHold
        case "mode=": .mode(nil)
        case let word where word.hasPrefix("convoy"):
          .convoy(vehicles: Int(value) ?? 0, within: .seconds(60))
        default: .mode(LaneMode(rawValue: value))
        }
      return (.lane(LaneID(target), wish), name)
    default: return nil
    }
  }

  /// Two packs that disagree on coaches; what a tanker carries, nobody tells.
  static var book: RuleBook {
    func rule(
      _ id: String, _ subject: String, _ classes: [VehicleClass], _ conditions: [RuleCondition],
      _ outcome: RuleOutcome
    ) -> VehicleRule {
      VehicleRule(
        id: id, subject: subject, classes: classes, conditions: conditions, exemptions: [],
        outcome: outcome, text: DriverText(english: "stop", chinese: "停"),
        source: RuleSource(title: "case", article: nil, date: "2026"))
    }
    let start = CaseSite.epoch + .seconds(-86_400)
    func pack(_ id: RulePackID, _ rules: [VehicleRule], until: Int64 = 86_400) -> RulePack {
      RulePack(
        id: id, version: "1", jurisdiction: "CN", issuer: "case", validFrom: start,
        validUntil: CaseSite.epoch + .seconds(until), rules: rules)
    }
    return RuleBook(
      packs: [
        pack(
          "coaches",
          [
            rule("stop", "night", [.passengerCoach], [], .deny(orderedBy: "stop")),
            rule("papers", "papers", [.tanker], [.unNumber([1203])], .deny(orderedBy: "stop")),
          ], until: 300),
        pack("tunnel", [rule("look", "night", [.passengerCoach, .schoolBus], [], .divertToInspection)]),
      ], zone: .utc)
  }
}
