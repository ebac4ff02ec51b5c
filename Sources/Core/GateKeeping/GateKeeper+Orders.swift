public import AccessModel

/// What operators order beside opening: how the site and its lanes stand, referrals, counts.
extension GateKeeper {
  static let convoyVehiclesMax = 100
  static let convoySpanMax = Span.seconds(3600)

  mutating func take(_ order: OperatorOrder) {
    let words = Self.words(of: order.wish)
    var refusal: String?
    if ledger.now.moment - order.askedAt > layout.freshness {
      refusal = "the order waited too long; look and ask again"
    } else {
      refusal = self.refusal(of: order)
    }
    // Recorded before anything follows from it (P1).
    let place = ledger.effects.endIndex
    if refusal == nil { refusal = carryOut(order) }
    let fact = OperatorFact(
      operatorName: order.operatorName, verb: words.verb, target: words.target, reason: order.reason,
      accepted: refusal == nil, refusal: refusal ?? "")
    ledger.record(.operatorCommanded(fact), before: place)
    ledger.effects.append(
      .operatorAnswer(
        number: order.number, accepted: refusal == nil,
        text: refusal ?? "\(words.verb) ordered for \(words.target)"))
  }

  private static func words(of wish: OperatorOrder.Wish) -> (verb: String, target: String) {
    switch wish {
    case .site(let mode): ("set \(mode.rawValue)", "the site")
    case .lane(let lane, .mode(let mode)): ("set \(mode?.rawValue ?? "the site file's mode")", lane.rawValue)
    case .lane(let lane, .holdOpen): ("hold open", lane.rawValue)
    case .lane(let lane, .convoy(let vehicles, let span)):
      ("convoy of \(vehicles) within \(span.milliseconds / 1000) s", lane.rawValue)
    case .lane(let lane, .endHold): ("end hold", lane.rawValue)
    case .answer(let decision, let isGranted): (isGranted ? "grant" : "deny", decision)
    case .area(let area, .count(let count)): ("set count \(count)", area.rawValue)
    case .area(let area, .forgive(let subject)): ("forgive \(subject)", area.rawValue)
    case .area(let area, .forgiveAll): ("forgive all", area.rawValue)
    case .serviced(let barrier): ("serviced", barrier.rawValue)
    }
  }

  /// Why an order is not carried out, seen before anything is touched.
  private func refusal(of order: OperatorOrder) -> String? {
    switch order.wish {
    case .site(let mode):
      // People are let out by whoever may, whatever went before.
      let needed = mode == .evacuation ? [mode] : [siteMode, mode]
      let forbidden = needed.first { !layout.modes.permits(order.operatorName, $0) }
      return forbidden.map { "\(order.operatorName) may not set or end \($0.rawValue) on this site" }
    case .lane(let id, let wish):
      guard let index = lanes.firstIndex(where: { $0.lane.id == id }) else {
        return "there is no lane \(id); lanes: \(lanes.map(\.lane.id.rawValue).joined(separator: ", "))"
      }
      return refusal(of: wish, lane: index)
    case .area(let id, .count(let count)):
      guard layout.areas.contains(where: { $0.id == id }) else { return noArea(id) }
      return (0...1_000_000).contains(count) ? nil : "a count is between 0 and 1000000"
    case .area(let id, _): return layout.areas.contains { $0.id == id } ? nil : noArea(id)
    case .serviced(let id):
      return lanes.contains { $0.lane.barrier?.id == id } ? nil : "there is no barrier \(id)"
    case .answer: return nil
    }
  }

  private func noArea(_ id: AreaID) -> String {
    "there is no area \(id); areas: \(layout.areas.map(\.id.rawValue).joined(separator: ", "))"
  }

  private func refusal(of wish: LaneWish, lane index: Int) -> String? {
    let stands: Bool
    if lanes[index].standing == .evacuation { return "the site is being left: end the evacuation first" }
    switch wish {
    case .mode(let mode): stands = mode == .freeFlow
    case .holdOpen: stands = true
    case .convoy(let vehicles, let span):
      guard (1...Self.convoyVehiclesMax).contains(vehicles), span > .zero, span <= Self.convoySpanMax else {
        return "a convoy has 1 to \(Self.convoyVehiclesMax) vehicles and takes at most "
          + "\(Self.convoySpanMax.milliseconds / 1000) s"
      }
      stands = true
    case .endHold: return lanes[index].standing == nil ? "the lane is not held by an order" : nil
    }
    guard stands else { return nil }
    if lanes[index].lane.barrier == nil { return "the lane has no barrier" }
    if siteMode == .lockdown { return "the site is in lockdown: end that first" }
    if wish != .mode(.freeFlow), laneMode(index) == .closed { return "the lane is closed: open it first" }
    if let hold = lanes[index].hold, hold.state == .closed {
      return "the lane is held closed by \(hold.point): end that first"
    }
    return isInPort(lane: index) ? "an end of a sally port cannot stay open" : nil
  }

  /// Nil when it was carried out.
  private mutating func carryOut(_ order: OperatorOrder) -> String? {
    switch order.wish {
    case .site(let mode): set(mode)
    case .lane(let id, let wish):
      guard let index = lanes.firstIndex(where: { $0.lane.id == id }) else { return nil }
      carryOut(wish, lane: index)
    case .answer(let decision, let isGranted):
      return answerReferral(
        decision, isGranted: isGranted, operatorName: order.operatorName, askedAt: order.askedAt)
    case .area(let id, .count(let count)):
      areas.set(id, count: count)
      reviewAreas(AreaSides(from: nil, to: id))
    case .area(_, .forgive(let subject)):
      guard areas.forget(subject) else { return "nothing is recorded of \(subject)" }
    case .area(let id, .forgiveAll): areas.forgetAll(in: id)
    case .serviced(let id): withLane(of: id) { lane, ledger in lane.serviced(&ledger) }
    }
    return nil
  }

  private mutating func carryOut(_ wish: LaneWish, lane index: Int) {
    switch wish {
    case .mode(let mode):
      lanes[index].setMode = mode
      // A lane that is set otherwise does not stand open any more.
      let staysOpen = mode == .open && lanes[index].standing != .freeFlow
      lanes[index].standing = mode == .freeFlow ? .freeFlow : staysOpen ? lanes[index].standing : nil
      for book in lanes[index].tracks.indices { lanes[index].tracks[book].forgetRefused() }
    case .holdOpen: lanes[index].standing = .hold
    case .convoy(let vehicles, let span):
      lanes[index].standing = .convoy(left: vehicles, until: ledger.now.moment + span)
    case .endHold: lanes[index].standing = nil
    }
    reviewHolds()
  }

  // MARK: - how the site stands

  /// Doors and lanes follow; a fire panel's hold stands above each of them (P6).
  mutating func set(_ mode: SiteMode) {
    let before = siteMode
    siteMode = mode
    modeUntil = mode == .elevated ? layout.modes.elevatedMax.map { ledger.now.moment + $0 } : nil
    for index in lanes.indices {
      for book in lanes[index].tracks.indices { lanes[index].tracks[book].forgetRefused() }
      stand(lane: index, in: mode)
    }
    setDoors(for: mode, after: before)
    reviewHolds()
  }

  private mutating func setDoors(for mode: SiteMode, after before: SiteMode) {
    let ports = layout.sallyPorts.flatMap(\.doors)
    let wasOurs = before == .lockdown || before == .evacuation
    if !wasOurs {
      doorsBefore = doors.filter { $0.setMode != .locked }
        .map { KeptState.SetDoor(door: $0.door.id, mode: $0.setMode) }
    }
    for index in doors.indices {
      switch mode {
      case .lockdown: doors[index].set(.lockedDown, &ledger)
      case .evacuation:
        if !ports.contains(doors[index].door.id) {
          doors[index].set(.lockedOpen, &ledger)
        } else if doors[index].setMode == .lockedDown {
          doors[index].set(.locked, &ledger)
        }
      case .normal, .elevated:
        if wasOurs, [.lockedDown, .lockedOpen].contains(doors[index].setMode) {
          doors[index].set(modeBefore(doors[index].door.id), &ledger)
        }
      }
    }
    if mode == .normal || mode == .elevated { doorsBefore = [] }
  }

  /// As a person had set the door; what its hours had released is released while they last.
  private func modeBefore(_ door: DoorID) -> DoorMode {
    let known = doorsBefore.first { $0.door == door }?.mode ?? .locked
    let hours = hours.first { $0.door == door }
    guard known == .unlocked, let hours, hours.wasWithin == false else { return known }
    return .locked
  }

  private mutating func stand(lane index: Int, in mode: SiteMode) {
    let isExit = lanes[index].lane.accessPoints.contains { $0.direction == .exit }
    switch mode {
    case .lockdown: lanes[index].standing = nil
    case .evacuation:
      lanes[index].standing =
        isExit && lanes[index].barrier != nil && !isInPort(lane: index) ? .evacuation : nil
    case .normal: if lanes[index].standing == .evacuation { lanes[index].standing = nil }
    case .elevated:
      // A person looks at each vehicle that enters: nothing stands open for them.
      let isEntry = lanes[index].lane.accessPoints.contains { $0.direction == .entry }
      if isEntry || lanes[index].standing == .evacuation { lanes[index].standing = nil }
    }
  }

  /// A raised level ends by itself.
  mutating func reviewMode() {
    guard let until = modeUntil, until <= ledger.now.moment else { return }
    ledger.record(
      .operatorCommanded(
        OperatorFact(
          operatorName: "gatehouse", verb: "set normal", target: "the site",
          reason: "elevated has lasted as long as the site allows", accepted: true)))
    set(.normal)
  }

  /// Areas that hold more than they may.
  mutating func reviewAreas(_ changed: AreaSides) {
    if changed.from == nil, changed.to == nil { return }
    for index in layout.areas.indices {
      let id = layout.areas[index].id
      guard id == changed.from || id == changed.to else { continue }
      let area = layout.areas[index]
      let count = areas.count(in: id).count
      if let most = area.occupancyMax, count > most {
        ledger.raise(
          .areaOverfull, area.id.rawValue, what: "\(count) are in \(area.name), which takes \(most)")
      } else {
        ledger.clear(.areaOverfull, area.id.rawValue)
      }
    }
  }

  /// How many are in each area, in the order of the site file.
  public var areaCounts: [AreaCount] { layout.areas.map { areas.count(in: $0.id) } }
}
