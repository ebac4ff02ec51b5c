internal import AccessModel
internal import GateKeeping
internal import RulePacks

/// How the site and its lanes stand: what may be decided while they do.
extension PromiseBook {
  /// A mode that was ordered, or that ended by itself; doors and lanes follow.
  mutating func stand(in mode: SiteMode) {
    let before = desk.mode
    desk.mode = mode
    desk.modeUntil = mode == .elevated ? layout.modes.elevatedMax.map { now.moment + $0 } : nil
    for index in lanes.indices {
      let points = lanes[index].lane.accessPoints
      let isExit = points.contains { $0.direction == .exit }
      let isEntry = points.contains { $0.direction == .entry }
      switch mode {
      case .lockdown: (desk.lanes[index].standing, desk.lanes[index].convoyUntil) = (nil, nil)
      case .evacuation:
        desk.lanes[index].standing = isExit && !isInPort(index) ? .evacuation : nil
        desk.lanes[index].convoyUntil = nil
      case .normal: if desk.lanes[index].standing == .evacuation { desk.lanes[index].standing = nil }
      case .elevated:
        guard isEntry || desk.lanes[index].standing == .evacuation else { continue }
        (desk.lanes[index].standing, desk.lanes[index].convoyUntil) = (nil, nil)
      }
    }
    standDoors(in: mode, after: before)
  }

  /// What was released or blocked before a lockdown or an evacuation is so again behind it.
  private mutating func standDoors(in mode: SiteMode, after before: SiteMode) {
    let ports = layout.sallyPorts.flatMap(\.doors)
    let wasOurs = before == .lockdown || before == .evacuation
    if !wasOurs { desk.doorsBefore = doors.map(\.mode) }
    for index in doors.indices {
      let isPort = ports.contains(doors[index].door.id)
      switch mode {
      case .lockdown: doors[index].mode = .lockedDown
      case .evacuation where !isPort: doors[index].mode = .lockedOpen
      case .evacuation: if doors[index].mode == .lockedDown { doors[index].mode = .locked }
      case .normal, .elevated:
        guard wasOurs, [.lockedDown, .lockedOpen].contains(doors[index].mode) else { continue }
        doors[index].mode = desk.doorsBefore.indices.contains(index) ? desk.doorsBefore[index] : .locked
      }
    }
  }

  func laneMode(_ index: Int) -> LaneMode { desk.lanes[index].mode ?? lanes[index].lane.mode }

  func isInPort(_ index: Int) -> Bool {
    guard let id = lanes[index].lane.barrier?.id else { return false }
    return layout.sallyPorts.contains { $0.barriers.contains(id) }
  }

  /// Held open for sure, or by a convoy of which only the loops know whether it is through.
  func mayStandOpen(_ index: Int) -> Bool {
    if desk.lanes[index].convoyUntil.map({ now.moment <= $0 + .seconds(1) }) ?? false { return true }
    return hold(barrier: lanes[index].lane.barrier?.id) == .open
  }

  /// A level ends by itself, when it has lasted for as long as the site allows.
  mutating func endMode(_ fact: OperatorFact) throws(Violation) {
    guard fact.operatorName == "gatehouse" else { return }
    guard desk.mode == .elevated, let until = desk.modeUntil, now.moment >= until else {
      throw Violation("mode", "\(desk.mode.rawValue) ends by itself")
    }
    stand(in: .normal)
  }

  /// No clock and no list lets in who may not, while site or lane stand so; a person with a name may.
  func checkMode(_ decision: AccessDecision) throws(Violation) {
    guard decision.outcome == .granted, decision.operatorName == nil,
      let index = laneIndex(decision.accessPoint),
      let point = lanes[index].lane.accessPoints.first(where: { $0.id == decision.accessPoint })
    else { return }
    let isEntry = point.direction == .entry
    if desk.mode == .lockdown || isEntry && desk.mode != .normal {
      throw Violation("mode", "\(decision.id) is granted at \(point.id) in \(desk.mode.rawValue)")
    }
    if desk.mode == .evacuation { return }
    switch laneMode(index) {
    case .entryOnly where isEntry, .exitOnly where !isEntry: break
    case .closed, .entryOnly, .exitOnly:
      throw Violation("mode", "\(decision.id) is granted at \(point.id), which takes nobody")
    case .open, .freeFlow, .escorted, .inspection: break
    }
  }

  /// From the mildest to the strictest, as 0 to 3.
  static func strictness(_ outcome: AccessOutcome) -> Int {
    switch outcome {
    case .granted: 0
    case .referred: 1
    case .diverted: 2
    case .denied: 3
    }
  }

  /// What may be decided of a vehicle: the mildest and the strictest, by all that is known of the site.
  func bounds(
    _ ruling: Ruling, _ point: AccessPoint, _ index: Int, _ read: PlateRead, plate: String?
  ) -> ClosedRange<Int> {
    var range = bounds(Self.strictness(ruling.outcome), ruling.isHeld, point, index, read, plate)
    guard ruling.isHeld, ruling.hits.contains(where: { isPardoned($0, plate, point) }) else { return range }
    // Judged without the claims that people have rejected of it, if it is the same vehicle.
    let free =
      ruling.isMember ? 0 : ruling.isStale ? 1 : point.whenUnknown == .deny ? 3 : 1
    let other = bounds(free, false, point, index, read, plate)
    range = min(range.lowerBound, other.lowerBound)...max(range.upperBound, other.upperBound)
    return range
  }

  private func bounds(
    _ listed: Int, _ isHeld: Bool, _ point: AccessPoint, _ index: Int, _ read: PlateRead, _ plate: String?
  ) -> ClosedRange<Int> {
    let isEntry = point.direction == .entry
    var (least, most) = (listed, listed)
    func restrict(_ next: Int) { (least, most) = (max(least, next), max(most, next)) }
    if desk.mode == .evacuation, !isEntry {
      (least, most) = (0, 0)
      restrictByIron(index, &least, &most)
      return least...most
    }
    switch desk.mode {
    case .evacuation: return 3...3
    case .lockdown: restrict(isEntry ? 3 : 1)
    case .elevated: if isEntry { restrict(1) }
    case .normal: break
    }
    switch laneMode(index) {
    case .entryOnly where isEntry, .exitOnly where !isEntry: break
    case .open: break
    case .closed, .entryOnly, .exitOnly: restrict(3)
    case .freeFlow: if desk.mode == .normal { (least, most) = isHeld ? (1, 1) : (0, 0) }
    case .escorted: if wasShown(at: point, index) { most = max(most, 1) } else { restrict(1) }
    case .inspection: restrict(2)
    }
    if desk.mode == .normal, desk.lanes[index].convoyUntil.map({ now.moment <= $0 }) ?? false {
      least = isHeld ? 1 : 0
      most = max(most, least)
    }
    for outcome in packOutcomes(point, read.vehicle.kind) { restrict(outcome) }
    restrictByArea(point, plate, &least, &most)
    if point.needsDriver { if wasShown(at: point, index) { most = max(most, 1) } else { restrict(1) } }
    restrictByIron(index, &least, &most)
    return least...most
  }

  private func restrictByIron(_ index: Int, _ least: inout Int, _ most: inout Int) {
    guard least == 0 else { return }
    if lanes[index].lane.barrier.map({ hold(barrier: $0.id) == .closed }) ?? false {
      (least, most) = (1, max(most, 1))
    } else if isInPort(index) {
      most = max(most, 1)
    }
  }

  private func wasShown(at point: AccessPoint, _ index: Int) -> Bool {
    desk.lanes[index].shownAt[point.id].map { now.moment - $0 <= .seconds(30) } ?? false
  }

  // MARK: - rule packs

  private static let classes: [String: VehicleClass] = [
    "car": .passengerCar, "suv": .passengerCar, "coach": .passengerCoach, "truck": .goodsVehicle,
    "tanker": .tanker, "schoolbus": .schoolBus,
  ]

  /// The rules that speak of a vehicle, and what each asks for; nil for nothing but advice.
  func packFindings(_ point: AccessPoint, _ kind: String?) -> [(name: String, outcome: Int?)] {
    var findings: [(name: String, outcome: Int?)] = []
    for name in point.rulePacks where !desk.packs.contains(where: { $0.id.rawValue == name }) {
      findings.append(("\(name)@none", 1))
    }
    let known = kind.flatMap { Self.classes[$0.lowercased()] }
    for pack in desk.packs where point.rulePacks.contains(pack.id.rawValue) {
      guard now.civil >= pack.validFrom, pack.validUntil.map({ now.civil < $0 }) ?? true else { continue }
      for rule in pack.rules where known.map(rule.classes.contains) ?? true {
        // A load is told by nobody: what depends on it, a person asks.
        let isProven = known != nil && rule.conditions.isEmpty
        let outcome: Int? =
          switch rule.outcome {
          case .advise: nil
          case .refer: 1
          case .divertToInspection: isProven ? 2 : 1
          case .deny: isProven ? 3 : 1
          }
        findings.append(("\(pack.id)@\(pack.version)/\(rule.id)", outcome))
      }
    }
    return findings
  }

  private func packOutcomes(_ point: AccessPoint, _ kind: String?) -> [Int] {
    point.rulePacks.isEmpty ? [] : packFindings(point, kind).compactMap(\.outcome)
  }

  /// P11: a decision names the rules that spoke of its vehicle.
  func checkPacks(_ decision: AccessDecision, _ point: AccessPoint, _ read: PlateRead) throws(Violation) {
    guard !point.rulePacks.isEmpty, desk.mode != .evacuation || point.direction == .entry else { return }
    let wanted = packFindings(point, read.vehicle.kind).map(\.name)
    if decision.rules != wanted {
      throw Violation("P11", "decision \(decision.id) names the rules \(decision.rules), not \(wanted)")
    }
  }
}
