internal import AccessModel
internal import FieldContract

extension AccessPoint {
  private static let camerasMax = 8
  private static let listsMax = 64
  private static let readersMax = 8
  private static let packsMax = 16

  /// Reads one entry of a lane's `access_points`, and notes which cameras see it.
  init?(reading section: YAMLSection, ofLane lane: String, within reading: SiteReading) {
    let direction = section.optionalChoice("direction", as: AccessDirection.self)
    if !section.has("direction") { section.missing("direction", hint: "Write `entry` or `exit`") }
    let suffix = direction?.rawValue ?? "access"
    let id: AccessPointID? = section.identifier("id", default: "\(lane)-\(suffix)")
    if let id { reading.accessPoints.declare(id.rawValue, as: "access point", in: section) }
    for camera in section.sections("cameras", countMax: Self.camerasMax) {
      Self.assign(camera, to: id ?? "unnamed", within: reading)
    }
    let memberships = Self.lists("memberships", in: section, within: reading)
    let watchlists = Self.lists("watchlists", in: section, within: reading)
    let whenUnknown = section.choice("when_unknown", default: UnknownPlatePolicy.deny)
    let sameVehicle = section.seconds("same_vehicle_seconds", default: 30, in: 1...3600)
    let isFreeExit = section.bool("free_exit", default: false)
    if isFreeExit, direction == .entry {
      section.report(
        "free_exit", "`\(section.path)` is an entry and cannot be a free exit",
        hint: "Move it to the access point of direction `exit`")
    }
    let readers = section.sections("readers", countMax: Self.readersMax).compactMap {
      LaneReader(reading: $0, within: reading)
    }
    let needsDriver = section.bool("needs_driver", default: false)
    if needsDriver, readers.isEmpty {
      section.report(
        "needs_driver", "`\(section.path)` asks for the driver's credential and has no reader",
        hint: "Name one under `readers`")
    }
    let (from, to) = (section.area("from", within: reading), section.area("to", within: reading))
    let referral = ReferralRule(reading: section)
    let packs = section.words("rule_packs", countMax: Self.packsMax).filter { name, line in
      reading.rulePacks.resolves(
        name, as: "rule pack", at: section.path(of: "rule_packs"), line: line, in: section)
    }
    let places = section.words("places", countMax: Self.packsMax).map(\.0)
    section.finishWithAdvice()
    guard let id, let direction else { return nil }
    self.init(
      id: id, direction: direction, memberships: memberships, watchlists: watchlists,
      whenUnknown: whenUnknown, sameVehicle: sameVehicle, isFreeExit: isFreeExit, from: from, to: to,
      readers: readers, needsDriver: needsDriver, referral: referral, rulePacks: packs.map(\.0),
      places: places)
  }

  private static func assign(
    _ section: YAMLSection, to point: AccessPointID, within reading: SiteReading
  ) {
    let name = section.requiredString("camera", hint: "Name one of `cameras`")
    let laneNumber = section.optionalInteger("lane_number", in: 0...255)
    let direction = section.optionalChoice("direction", as: AssignedDirection.self)
    let framesMin = section.integer("frames_min", default: 1, in: 1...8)
    section.finishWithAdvice()
    guard let name,
      reading.devices.resolves(
        name, as: "camera", at: section.path(of: "camera"), line: section.line(of: "camera"), in: section)
    else { return }
    reading.add(
      CameraAssignment(
        device: DeviceID(name), accessPoint: point, laneNumber: laneNumber, direction: direction?.seen,
        framesMin: framesMin),
      from: section)
  }

  private static func lists(
    _ key: String, in section: YAMLSection, within reading: SiteReading
  ) -> [ListID] {
    var lists: [ListID] = []
    for (name, line) in section.words(key, countMax: listsMax) {
      let place = section.path(of: key)
      guard reading.lists.resolves(name, as: "list", at: place, line: line, in: section) else { continue }
      if lists.contains(ListID(name)) {
        section.report(line: line, "`\(place)` names `\(name)` twice", hint: "Remove one")
      }
      lists.append(ListID(name))
    }
    return lists
  }

  /// The two ways that an assignment can ask for; a camera may also not know.
  private enum AssignedDirection: String, CaseIterable {
    case approaching, receding

    var seen: TravelDirection {
      switch self {
      case .approaching: .approaching
      case .receding: .receding
      }
    }
  }
}
