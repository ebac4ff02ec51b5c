import AccessModel

/// Operators at doors.
extension GateKeeper {
  mutating func take(_ order: OperatorDoorOrder) {
    let targets = doors.indices.filter { order.door == nil || doors[$0].door.id == order.door }
    var refusal: String?
    if targets.isEmpty {
      let names = doors.map(\.door.id.rawValue).joined(separator: ", ")
      refusal =
        doors.isEmpty
        ? "this site has no doors"
        : "there is no door \(order.door?.rawValue ?? "") here; doors: \(names)"
    } else if ledger.now.moment - order.askedAt > layout.freshness {
      refusal = "the order waited too long; look at the door and ask again"
    } else {
      refusal = self.refusal(of: order.order, targets)
    }
    let verb =
      switch order.order {
      case .release: "release"
      case .set(let mode): "set \(mode.rawValue)"
      }
    ledger.record(
      .operatorCommanded(
        OperatorFact(
          operatorName: order.operatorName, verb: verb, target: order.door?.rawValue ?? "all doors",
          reason: order.reason, accepted: refusal == nil, refusal: refusal ?? "")))
    if let refusal {
      ledger.effects.append(.operatorAnswer(number: order.number, accepted: false, text: refusal))
      return
    }
    for index in targets {
      switch order.order {
      case .release: release(index, order)
      case .set(let mode): doors[index].set(mode == .accessed ? .locked : mode, &ledger)
      }
    }
    let names = targets.map { doors[$0].door.id.rawValue }.joined(separator: ", ")
    ledger.effects.append(
      .operatorAnswer(number: order.number, accepted: true, text: "\(verb) ordered for \(names)"))
  }

  private func refusal(of order: DoorOrder, _ targets: [Int]) -> String? {
    switch order {
    case .release: return releaseRefusal(targets)
    case .set(.locked) where siteMode == .lockdown, .set(.unlocked) where siteMode == .lockdown,
      .set(.lockedOpen) where siteMode == .lockdown:
      return "the site is in lockdown: end that first"
    case .set(.locked) where siteMode == .evacuation, .set(.blocked) where siteMode == .evacuation,
      .set(.lockedDown) where siteMode == .evacuation:
      return "the site is being left: end the evacuation first"
    case .set(.unlocked), .set(.lockedOpen):
      let ports = layout.sallyPorts.flatMap(\.doors)
      return targets.contains { ports.contains(doors[$0].door.id) }
        ? "a door of a sally port cannot stay released" : nil
    case .set(.locked), .set(.blocked), .set(.lockedDown), .set(.accessed): return nil
    }
  }

  private func releaseRefusal(_ targets: [Int]) -> String? {
    guard targets.count == 1, let index = targets.first else { return "name one door to release" }
    let door = doors[index]
    if let hold = door.hold, hold.state == .closed {
      return "\(door.door.id) is held closed by \(hold.point): end that first"
    }
    let mode = door.mode(at: ledger.now.moment)
    if mode == .blocked || mode == .lockedDown {
      return "\(door.door.id) is \(mode.rawValue): end that first, with gatectl hold or lockdown --end"
    }
    return isInterlocked(door.door.id)
      ? "another door of its sally port is not closed: close it first" : nil
  }

  private mutating func release(_ index: Int, _ order: OperatorDoorOrder) {
    let door = doors[index].door
    let accessPoint = door.readers.first?.accessPoint ?? AccessPointID(door.id.rawValue)
    let decision = AccessDecision(
      id: ledger.nextIdentifier(), accessPoint: accessPoint, plate: nil, outcome: .granted,
      reasons: [.operatorCommand], settingsVersion: layout.settingsVersion,
      clockIsSynchronised: ledger.now.clockIsSynchronised, operatorName: order.operatorName)
    ledger.record(.accessDecided(decision))
    // Somebody goes through, whoever it is.
    let sides = AreaSides(from: door.readers.first?.from, to: door.readers.first?.to)
    areas.expect(decision.id, [], sides, opensFirst: false)
    doors[index].admit(
      decision, needsMoreTime: false, validUntil: order.askedAt + layout.freshness, &ledger)
  }
}
