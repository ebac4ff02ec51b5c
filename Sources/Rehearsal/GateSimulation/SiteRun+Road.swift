internal import AccessModel
internal import GateKeeping

/// The iron: what commands do to it, and what its sensors tell.
extension SiteRun {
  /// Before 06:00 and after 20:00 a site without a night shift switches its boards off.
  var isOpenHour: Bool {
    let hour = trueCivil.fields.hour
    return plan.isNightShift || (6..<20).contains(hour)
  }

  func connect(_ index: Int) {
    guard machine != nil, !lanes[index].isOnline else { return }
    (lanes[index].isOnline, lanes[index].isRepeating) = (true, false)
    offer([.deviceHealth(DeviceHealth(device: lanes[index].device, state: .online))])
    report(index)
    beat(index)
  }

  func disconnect(_ index: Int) {
    guard lanes[index].isOnline else { return }
    lanes[index].isOnline = false
    lanes[index].told = nil
    offer([.deviceHealth(DeviceHealth(device: lanes[index].device, state: .offline, reason: "no answer"))])
  }

  /// All inputs of a barrier, as its driver reads them now.
  func report(_ index: Int) {
    guard lanes[index].isOnline, machine != nil else { return }
    let reading = lanes[index].reading(at: moment)
    lanes[index].told = reading
    offer([.barrierSensed(reading)])
    repeatSoon(index)
  }

  private func repeatSoon(_ index: Int) {
    guard lanes[index].plan.isTalkative, lanes[index].boom != .closed, !lanes[index].isRepeating else {
      return
    }
    lanes[index].isRepeating = true
    afterInThisRun(400_000_000) { [unowned self] in
      lanes[index].isRepeating = false
      if lanes[index].boom != .closed { report(index) }
    }
  }

  /// A driver repeats what has not changed before it grows stale, and no sooner than it has to; one round of
  /// its bus reads all boards whose time is near.
  private func beat(_ index: Int) {
    afterInThisRun(max(repeatSpan(index) - quietSpan(index), 1)) { [unowned self] in
      guard lanes[index].isOnline else { return }
      if quietSpan(index) >= repeatSpan(index) {
        for other in lanes.indices where quietSpan(other) >= repeatSpan(other) * 7 / 10 { report(other) }
      }
      beat(index)
    }
  }

  private func repeatSpan(_ index: Int) -> Int64 {
    (lanes[index].plan.lane.barrier?.staleAfter ?? .seconds(2)).nanoseconds * 95 / 100
  }

  /// Since the last report.
  private func quietSpan(_ index: Int) -> Int64 {
    lanes[index].told.map { (moment - $0.at).nanoseconds } ?? 0
  }

  /// A driver's turn with a command: dropped when it is too old or, for a lower, when the loop is not clear.
  func write(_ command: BarrierCommand) throws(Violation) {
    guard let index = lanes.firstIndex(where: { $0.barrier == command.barrier }) else { return }
    var result = CommandOutcome.Result.written
    if !lanes[index].isOnline {
      result = .notReady("not connected")
    } else if command.validUntil < moment {
      result = .expired
    } else if command.action == .lower, lanes[index].told?.presence != .clear {
      result = .withheld("the loop is not clear")
    } else if plan.faults.contains(.command), wires.happens(perMille: 15) {
      result = .failed("no answer")
      if wires.happens(perMille: 500) { try move(index, command) }
    } else {
      try move(index, command)
    }
    let outcome = CommandOutcome(
      number: command.number, barrier: command.barrier, action: command.action, result: result)
    afterInThisRun(wires.milliseconds(5...40)) { [unowned self] in offer([.commandOutcome(outcome)]) }
  }

  private func move(_ index: Int, _ command: BarrierCommand) throws(Violation) {
    try book.reachedIron(command, told: lanes[index].told)
    switch command.action {
    case .raise: raise(index)
    case .lower: lower(index)
    case .stop: break
    }
  }

  func raise(_ index: Int) {
    switch lanes[index].boom {
    case .open, .opening: return
    case .closed, .closing, .stalled: travel(index, .opening, to: .open)
    }
  }

  func lower(_ index: Int) {
    switch lanes[index].boom {
    case .closed, .closing: return
    case .open, .opening, .stalled: travel(index, .closing, to: .closed)
    }
  }

  private func travel(_ index: Int, _ going: LaneWorld.Boom, to end: LaneWorld.Boom) {
    lanes[index].boom = going
    lanes[index].movement += 1
    let movement = lanes[index].movement
    report(index)
    meddle()
    let stalls = lanes[index].stallsNext
    lanes[index].stallsNext = false
    after(lanes[index].plan.travel) { [unowned self] in
      guard lanes[index].movement == movement else { return }
      if stalls {
        lanes[index].boom = .stalled
        report(index)
        return after(faults.seconds(20...120)) { [unowned self] in
          if lanes[index].movement == movement { lower(index) }
        }
      }
      // EN 12453: the controller's own safety edge reverses it.
      if end == .closed, lanes[index].under != nil { return raise(index) }
      lanes[index].boom = end
      report(index)
      if end == .open { opened(index, movement) }
    }
  }

  private func opened(_ index: Int, _ movement: Int) {
    advance(index)
    guard lanes[index].plan.lane.barrier?.closing == .controller else { return }
    closeByItself(index, movement)
  }

  private func closeByItself(_ index: Int, _ movement: Int) {
    after(12_000_000_000) { [unowned self] in
      guard lanes[index].movement == movement, lanes[index].boom == .open else { return }
      if lanes[index].under == nil { lower(index) } else { closeByItself(index, movement) }
    }
  }

  // MARK: - doors

  func write(_ command: DoorCommand) {
    guard let index = doors.firstIndex(where: { $0.door.id == command.door }) else { return }
    var result = CommandOutcome.Result.written
    if !isPanelOnline {
      result = .notReady("not connected")
    } else if command.validUntil < moment {
      result = .expired
    } else if plan.faults.contains(.command), wires.happens(perMille: 15) {
      result = .failed("no answer")
    } else {
      switch command.action {
      case .release(let span):
        doors[index].releasedUntil = now + span.nanoseconds
        doors[index].isHeldReleased = false
        personOpens(index)
        meddle()
      case .holdReleased: doors[index].isHeldReleased = true
      case .secure: (doors[index].isHeldReleased, doors[index].releasedUntil) = (false, 0)
      }
    }
    let outcome = DoorOutcome(
      number: command.number, door: command.door, action: command.action, result: result)
    afterInThisRun(wires.milliseconds(5...40)) { [unowned self] in offer([.doorOutcome(outcome)]) }
  }

  func connectPanel() {
    guard machine != nil, !isPanelOnline, !plan.layout.inputs.isEmpty else { return }
    isPanelOnline = true
    offer([.deviceHealth(DeviceHealth(device: "panel", state: .online))])
    for door in doors { tell("\(door.door.id)-contact", door.isOpen ? .active : .inactive) }
    for door in doors { tell("\(door.door.id)-rex", .inactive) }
    tell("fire", isFire ? .active : .inactive)
    tell("wind", isWindy ? .active : .inactive)
    tell("button", .inactive)
    tell("tunnel", .value(thousandths: isGassy ? 42_000 : 9_000))
  }

  func disconnectPanel() {
    guard isPanelOnline else { return }
    isPanelOnline = false
    offer([.deviceHealth(DeviceHealth(device: "panel", state: .offline, reason: "no answer"))])
    for point in plan.layout.inputs {
      offer([.inputSensed(InputSensed(point: point.id, reading: .stale, at: moment))])
    }
  }

  func tell(_ point: InputPointID, _ reading: InputReading) {
    guard isPanelOnline else { return }
    offer([.inputSensed(InputSensed(point: point, reading: reading, at: moment))])
  }
}
