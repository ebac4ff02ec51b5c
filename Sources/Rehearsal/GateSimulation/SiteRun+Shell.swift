internal import AccessModel
internal import GateKeeping
internal import ShellOrder
internal import SiteJournal

/// The daemon: its start, its inbox and its turns.
extension SiteRun {
  /// As `House` does: the journal first, then the loop, lists, credentials, the uplink, the field.
  func switchOn() throws(Violation) {
    guard machine == nil else { return }
    boots += 1
    let journal = try disk.open()
    let privacy: UnlistedPrivacy = plan.isPseudonymous ? .pseudonymous(Self.pseudonym) : .none
    let startedAt = now
    let first = Now(
      moment: Moment(nanoseconds: 1_000_000_000), civil: civil, clockIsSynchronised: isClockSynchronised)
    let start = SiteStart(from: journal, at: first.civil)
    book.layout = plan.layout
    try book.started(start, on: journal, at: trueCivil)
    let keeper = start.keeper(of: plan.layout, now: first)
    book.coverage.begin(keeper.laneViews, keeper.doorViews)
    tape?.begin(at: first)
    machine = Machine(
      number: boots, startedAt: startedAt, order: TurnOrder<SimItem>(keeper: keeper, at: first),
      recorder: EventRecorder(journal: journal, privacy: privacy, isForwarding: true))
    offer([.note(.siteStarted(version: "sim", settingsVersion: plan.layout.settingsVersion))])
    offer([.lists(plan.lists.map(\.index))])
    offer([.credentials(register)])
    offer([.calendar(plan.calendar)])
    offerPacks()
    for index in uplinks.indices {
      uplinks[index].begin()
      wakeUplink(index)
    }
    for index in lanes.indices { lanes[index].isOnline = false }
    isPanelOnline = false
    afterInThisRun(wires.milliseconds(300...3000)) { [unowned self] () throws(Violation) in
      for index in lanes.indices where isOpenHour { connect(index) }
      connectPanel()
    }
  }

  var register: CredentialRegister {
    CredentialRegister(
      edition: ListEdition(
        list: "cards", version: plan.lists[0].edition.version, issuedAt: plan.lists[0].edition.issuedAt),
      credentials: plan.credentials)
  }

  /// Power is gone: what was not on disk never was.
  private func cutPower(before instruction: TurnOrder<SimItem>.Instruction) {
    var logBytes: Int?
    if case .commit(let events, let snapshots) = instruction, !disk.isFailing, faults.happens(perMille: 500) {
      // Under way when power went: all of it is on disk afterwards, or nothing.
      logBytes = disk.logBytes
      let isWritten = (try? machine?.recorder.commit(events, snapshots: snapshots, at: civil)) != nil
      if isWritten {
        book.rowsTorn = Int64(events.count)
        book.tear(events)
      }
    }
    machine = nil
    office.awaited = [:]
    disk.cut(tornSince: logBytes, &faults)
    for index in lanes.indices { lanes[index].isOnline = false }
    after(faults.seconds(5...1800)) { [unowned self] () throws(Violation) in
      if faults.happens(perMille: 200), plan.faults.contains(.clock) {
        clockOffset = .seconds(-Int64(faults.int(60...40_000)))
        isClockSynchronised = false
        after(faults.seconds(30...600)) { [unowned self] in
          clockOffset = .zero
          isClockSynchronised = true
        }
      }
      try switchOn()
    }
  }

  /// False while the box is dark.
  @discardableResult
  func offer(_ inputs: [GateInput], answered: ((SimItem.Answer) -> Void)? = nil) -> Bool {
    guard machine != nil else { return false }
    machine?.inbox.append(SimItem(inputs: inputs, answered: answered))
    dueTurn()
    return true
  }

  private func dueTurn() {
    guard let running = machine, !running.isTurnDue else { return }
    running.isTurnDue = true
    afterInThisRun(running.busyUntil - now) { [unowned self] () throws(Violation) in try turn() }
  }

  private func turn() throws(Violation) {
    guard let running = machine else { return }
    running.isTurnDue = false
    let clock = clock
    running.order.begin(running.takeItems(), at: clock)
    book.begin(at: clock)
    var isLooked = false
    var hasCommitted = false
    while let instruction = running.order.next() {
      instructions += 1
      if cuts.remove(instructions) != nil { return cutPower(before: instruction) }
      switch instruction {
      case .tellOutage, .turnAway: break
      case .commit:
        hasCommitted = true
      case .perform, .answer, .tell, .tellRecovery, .publish:
        if !isLooked { try look() }
        isLooked = true
      }
      try carryOut(instruction)
    }
    if let deadline = running.order.nextDeadline, deadline <= clock.moment {
      throw Violation("service", "a deadline that is due stays due")
    }
    running.busyUntil = now + (hasCommitted ? plan.commitSpan : 0)
    if !running.inbox.isEmpty { dueTurn() }
    planWake()
  }

  /// What was stepped stands now, whether on disk or (`go_on`) without a record.
  private func look() throws(Violation) {
    guard let running = machine else { return }
    let steps = running.order.steps
    if book.steps % Self.quietStepsPerLook != 0, steps.allSatisfy(Self.isQuiet) {
      for step in steps {
        tape?.take(step.input, step.effects, at: clock)
        try book.look(step.input, step.effects)
      }
      return
    }
    for step in steps {
      tape?.take(step.input, step.effects, at: clock)
      try book.look(step.input, step.effects)
    }
    try book.look(running.order.keeper)
  }

  private static func isQuiet(_ step: TurnStep) -> Bool {
    if case .barrierSensed = step.input { step.effects.isEmpty } else { false }
  }

  private func carryOut(_ instruction: TurnOrder<SimItem>.Instruction) throws(Violation) {
    switch instruction {
    case .commit(let events, let snapshots):
      do {
        try disk.mayWrite(&faults)
        try machine?.recorder.commit(events, snapshots: snapshots, at: civil)
        book.committed(events, at: trueCivil)
        machine?.order.committed()
      } catch {
        machine?.order.refused()
      }
    case .turnAway(let item): item.answered?(.turnedAway)
    case .perform(let effect): try perform(effect)
    case .answer(let item, let effects, let isCommitted):
      try book.answered(item, effects, isCommitted: isCommitted)
      item.answered?(isCommitted ? .committed : .unrecorded)
    case .tell(let events):
      for index in uplinks.indices where events.contains(where: { $0.stream == uplinks[index].stream }) {
        wakeUplink(index)
      }
    case .tellOutage, .tellRecovery, .publish: break
    }
  }

  private func perform(_ effect: GateEffect) throws(Violation) {
    try book.performed(effect, isJournalOut: machine?.order.isJournalOut ?? false)
    switch effect {
    case .command(let command):
      afterInThisRun(plan.commitSpan + wireDelay) { [unowned self] () throws(Violation) in
        try write(command)
      }
    case .doorCommand(let command):
      afterInThisRun(plan.commitSpan + wireDelay) { [unowned self] () throws(Violation) in write(command) }
    case .lampCommand(let command):
      let written = command.asDoorCommand
      let result: CommandOutcome.Result = isPanelOnline ? .written : .notReady("not connected")
      afterInThisRun(plan.commitSpan + Self.lampDelay) { [unowned self] in
        offer([
          .doorOutcome(
            DoorOutcome(
              number: written.number, door: written.door, action: written.action, result: result))
        ])
      }
    case .signal, .record, .operatorAnswer: break
    }
  }

  private var wireDelay: Int64 {
    if plan.faults.contains(.command), wires.happens(perMille: 10) { return wires.seconds(2...9) }
    return wires.milliseconds(10...120)
  }

  /// The next turn that time alone asks for.
  private func planWake() {
    guard let running = machine else { return }
    let isWaiting = running.order.isJournalOut || running.order.hasUnrecorded
    var at = isWaiting ? now + running.order.patience(at: moment).nanoseconds : Int64.max
    if let deadline = running.order.nextDeadline {
      at = min(at, max(deadline.nanoseconds - 1_000_000_000 + running.startedAt, now + 1))
    }
    guard at < .max, running.wakeAt.map({ $0 <= now || at < $0 }) ?? true else { return }
    running.wakeAt = at
    afterInThisRun(at - now) { [unowned self] in
      guard let running = machine, running.wakeAt == now else { return }
      running.wakeAt = nil
      // What is due may have moved on meanwhile.
      let isDue = running.order.nextDeadline.map { $0 <= moment } ?? false
      if isDue || running.order.isJournalOut || running.order.hasUnrecorded { dueTurn() } else { planWake() }
    }
  }

  private static let lampDelay: Int64 = 50_000_000

  /// A sensor that repeats itself changes nothing that is shown: it is looked at now and then.
  private static let quietStepsPerLook = 16

  /// A keyed hash in the place of the house's HMAC, which is not what is tried here.
  private static let pseudonym: @Sendable (String) -> String = { plate in
    var hash: UInt64 = 0x5EED_CAFE_F00D_1234
    for byte in plate.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return "p" + String(hash, radix: 16)
  }
}
