public import AccessModel

/// What inputs and alarms hold: barriers, doors and lamps.
extension GateKeeper {
  /// A fire panel holds all open (P6); then what holds closed; then what holds open.
  mutating func reviewHolds() {
    let fire = layout.inputs.first { $0.kind == .firePanel && inputs.isActive($0.id) }
      .map { PlaceHold(point: $0.id, state: .open) }
    for index in doors.indices {
      let id = doors[index].door.id
      let next = fire ?? hold { $0.doors.contains(id) }
      doors[index].hold(next, &ledger)
    }
    for index in lanes.indices {
      guard let id = lanes[index].lane.barrier?.id else { continue }
      let standing = lanes[index].standing.map { PlaceHold(point: $0.name, state: .open) }
      let next = fire ?? hold { $0.barriers.contains(id) } ?? standing
      lanes[index].hold(next, &ledger)
    }
    reviewLamps()
  }

  private func hold(_ concerns: (Hold) -> Bool) -> PlaceHold? {
    let active = layout.holds.filter { concerns($0) && isActive($0.cause) == true }
    let chosen = active.first { $0.state == .closed } ?? active.first
    return chosen.map { PlaceHold(point: $0.cause.name, state: $0.state) }
  }

  /// Nil: an input that nobody has read yet, or an alarm of the last run that nothing has confirmed (P5).
  private func isActive(_ cause: Hold.Cause) -> Bool? {
    switch cause {
    case .input(let point):
      guard let entry = inputs[point] else { return false }
      return entry.wasActive ? true : entry.reading == nil ? nil : false
    case .alarm(let alarm, let subject): return ledger.book.holds(alarm.code, subject)
    }
  }

  var hasHoldingAlarms: Bool {
    layout.holds.contains {
      switch $0.cause {
      case .alarm: true
      case .input: false
      }
    }
  }

  // MARK: - lamps

  mutating func reviewLamps() {
    for index in lamps.indices {
      lamps[index].follow(wanted(of: lamps[index].lamp.id), &ledger)
    }
  }

  private func wanted(of lamp: LampID) -> LampState.Wanted {
    var isKnown = true
    for hold in layout.holds where hold.lamps.contains(lamp) {
      switch isActive(hold.cause) {
      case true?: return .lit(by: hold.cause.name)
      case nil: isKnown = false
      case false?: break
      }
    }
    return isKnown ? .dark : .unknown
  }

  /// A lamp hangs on an output like a lock, and is answered like one.
  mutating func answerLamp(_ outcome: DoorOutcome) {
    guard let index = lamps.firstIndex(where: { $0.lamp.id.rawValue == outcome.door.rawValue }) else {
      return
    }
    lamps[index].answer(outcome, &ledger)
  }

  mutating func lampsReturned(with device: DeviceID) {
    for index in lamps.indices where lamps[index].lamp.device == device {
      lamps[index].returned(&ledger)
    }
    reviewLamps()
  }

  mutating func adoptLamps(_ next: SiteLayout) {
    lamps = next.lamps.map { lamp in
      guard var kept = lamps.first(where: { $0.lamp.id == lamp.id && $0.lamp.device == lamp.device }) else {
        return LampState(lamp: lamp)
      }
      kept.adopt(lamp)
      return kept
    }
  }

  /// In the order of the site file: whether each was told to burn.
  public var lampViews: [LampView] {
    lamps.map { LampView(lamp: $0.lamp.id, name: $0.lamp.name, isLit: $0.isLit) }
  }
}

extension GateInput {
  /// The commit that it tells of holds nothing of this step yet: nothing may be commanded in it (P1).
  var tellsOfJournal: Bool {
    if case .journal = self { true } else { false }
  }
}

/// What an operator sees of a lamp.
public struct LampView: Hashable, Sendable {
  public var lamp: LampID
  public var name: String
  /// As it was told last; no board reports that the bulb glows.
  public var isLit: Bool
}
