internal import AccessModel

/// Commands: admitted, written one request at a time, answered exactly once.
extension BusSchedule {
  /// Takes a command in; a stop goes before all others of its barrier and cancels them.
  mutating func admit(_ command: BusCommand) {
    guard let index = units.firstIndex(where: { $0.role.takes(command) }) else {
      return answer(command, .notReady("\(Self.words(command)) is not on \(settings.words)"))
    }
    switch command {
    case .barrier(let command): admit(command, index)
    case .door(let command): admit(command, index)
    }
  }

  private mutating func admit(_ command: BarrierCommand, _ index: Int) {
    guard case .barrier(let unit) = units[index].role else { return }
    func refuse(_ reason: String) { answer(.barrier(command), .notReady(reason)) }
    if let refusal = refusal(index) { return refuse(refusal) }
    guard unit.profile.canPerform(command.action) else {
      return refuse("profile \(unit.profile.name) has no output for \(command.action.rawValue)")
    }
    if command.action == .lower, !unit.profile.hasPresenceLoop {
      return refuse("profile \(unit.profile.name) has no presence loop")
    }
    if command.action == .stop {
      let others = units[index].jobs.filter { !$0.command.isStop }
      units[index].jobs.removeAll { !$0.command.isStop }
      for job in others { abandon(job, because: "overtaken by a stop command") }
    }
    units[index].jobs.append(UnitTrack.Job(command: .barrier(command)))
  }

  private mutating func admit(_ command: DoorCommand, _ index: Int) {
    // What is decided last counts, even when it cannot be carried out: a door that is to stand open, in a
    // fire for one, is not secured when its board comes back.
    switch command.action {
    case .holdReleased: units[index].board.cancelSecuring()
    case .release, .secure: units[index].board.cancelHolding()
    }
    if let refusal = refusal(index) { return answer(.door(command), .notReady(refusal)) }
    guard !units[index].board.writes(for: command.action).isEmpty else {
      let profile = units[index].role.profileName
      return answer(.door(command), .notReady("profile \(profile) gives a pulse: it cannot hold a door"))
    }
    units[index].jobs.append(UnitTrack.Job(command: .door(command)))
  }

  private static func words(_ command: BusCommand) -> String {
    switch command {
    case .barrier(let command): "barrier \(command.barrier)"
    case .door(let command): "door \(command.door)"
    }
  }

  /// The write of a write step was acknowledged.
  mutating func didWrite(_ index: Int, _ write: OutputWrite, at now: Moment) {
    freeLine(at: now)
    units[index].board.wrote(write, at: now)
    units[index].releaseTries = 0
    if units[index].strayWords != nil {
      units[index].noteStrays()
      touchHealth()
    }
    guard units[index].jobs.first?.writes?.first == write else { return }
    units[index].jobs[0].writes?.removeFirst()
    units[index].jobs[0].tries = 0
    units[index].jobs[0].loopsFrom = nil
    if units[index].jobs[0].writes?.isEmpty ?? false {
      answer(units[index].jobs.removeFirst().command, .written)
    }
  }

  /// The write of a write step failed.
  mutating func failedWrite(_ index: Int, _ write: OutputWrite, _ fault: ModbusFault, at now: Moment) {
    freeLine(at: now)
    let isUnderWay = fault == .noAnswer && !settings.isSerial
    let fault = isUnderWay ? .unansweredWrite(unit: units[index].number, write.at) : fault
    units[index].writesFrom = now + quietSpan(after: fault)
    units[index].unansweredWrite = fault == .noAnswer ? write : nil
    units[index].board.doubt(write, at: now)
    let reason = unitWords(index, fault, doing: "writing \(write.at.words)")
    if units[index].jobs.first?.writes?.first == write {
      units[index].jobs[0].tries += 1
      units[index].jobs[0].loopsFrom = nil
      let isLast = units[index].jobs[0].tries > settings.retries || !write.isRepeatable || fault.isFinal
      if isLast || fault.endsConnection {
        answer(units[index].jobs.removeFirst().command, .failed(reason))
      }
      guard isLast || fault.endsConnection else { return }
    } else {
      units[index].releaseTries += 1
      guard units[index].releaseTries > settings.retries || fault.isFinal || fault.endsConnection else {
        return
      }
    }
    if fault.endsConnection { return disconnected(fault, at: now) }
    readBackAgain(index, because: reason, at: now)
    // The tries of this write count: a unit that is silent is not asked as often again to be called lost.
    if !fault.provesConnection { units[index].failures = settings.retries }
  }

  /// Why a unit takes no command now; nil when it does.
  func refusal(_ index: Int) -> String? {
    switch units[index].phase {
    case .ready: nil
    case .unread: "\(settings.words) unit \(units[index].number): its inputs were not read back yet"
    case .lost(let fault, let doing): unitWords(index, fault, doing: doing)
    }
  }

  /// Every command is answered, none is kept for after a reconnection.
  mutating func dropJobs(_ index: Int, because reason: String) {
    let jobs = units[index].jobs
    units[index].jobs = []
    for job in jobs { abandon(job, because: reason) }
  }

  mutating func expireJobs(at now: Moment) {
    for index in units.indices {
      while let job = units[index].jobs.first, job.command.validUntil < now {
        if job.tries == 0 {
          units[index].jobs.removeFirst()
          answer(job.command, .expired)
        } else {
          abandonFirst(index, because: "it expired before the device acknowledged it", at: now)
        }
      }
    }
  }

  /// Writes that end pulses of ours, for a bus that is about to close.
  func runningPulses() -> [(unit: Int, write: OutputWrite)] {
    units.indices.filter { units[$0].isReady }.flatMap { index in
      units[index].board.running.map { (units[index].number, $0) }
    }
  }

  /// The next write of a command; those of a stop go first.
  mutating func nextCommand(at now: Moment) -> Step? {
    var step: Step?
    for index in units.indices where units[index].isReady {
      guard let job = units[index].jobs.first else { continue }
      let writes = job.writes ?? units[index].writes(for: job.command)
      guard let write = writes.first, units[index].sendable(write) <= now else { continue }
      if !job.command.isStop {
        guard step == nil else { continue }
        if job.command.isLower, areLoopsOld(index, at: now) {
          if units[index].readsFrom <= now { step = readLoops(index, at: now) }
          continue
        }
      }
      units[index].jobs[0].writes = writes
      if job.command.isStop { return .write(unit: index, write) }
      step = .write(unit: index, write)
    }
    return step
  }

  func nextRelease(at now: Moment) -> Step? {
    for index in units.indices where units[index].isReady {
      if let release = units[index].board.nextRelease, release.due <= now,
        units[index].sendable(release.write) <= now
      {
        return .write(unit: index, release.write)
      }
    }
    return nil
  }

  mutating func answer(_ command: BusCommand, _ result: CommandOutcome.Result) {
    outcomes.append(BusOutcome(command: command, result: result))
  }

  /// Answers the command whose turn it is; what may have moved the iron is followed by a read-back.
  mutating func abandonFirst(_ index: Int, because reason: String, at now: Moment) {
    let job = units[index].jobs.removeFirst()
    abandon(job, because: reason)
    if job.tries > 0 { readBackAgain(index, because: reason, at: now) }
  }

  /// As `abandonFirst`, for a lower onto a loop that is not clear: unwritten, it is no failure.
  mutating func withholdFirst(_ index: Int, because reason: String, at now: Moment) {
    guard units[index].jobs[0].tries == 0 else { return abandonFirst(index, because: reason, at: now) }
    answer(units[index].jobs.removeFirst().command, .withheld(reason))
  }

  /// A command that was tried may have moved the iron: only one that was not can be called unwritten.
  private mutating func abandon(_ job: UnitTrack.Job, because reason: String) {
    answer(job.command, job.tries > 0 ? .failed(reason) : .notReady(reason))
  }
}
