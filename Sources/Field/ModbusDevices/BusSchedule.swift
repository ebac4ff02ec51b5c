internal import AccessModel

/// Decides what a bus does next and what an answer means; no clock, no wire, no thread.
///
/// One step is one request, so a command waits for at most one request of another unit.
struct BusSchedule {
  enum Step: Hashable {
    case wait(until: Moment)
    case connect
    case read(unit: Int, ReadRequest)
    case write(unit: Int, OutputWrite)
  }

  let settings: ModbusBusSettings
  var units: [UnitTrack]
  /// Outcomes that the sink has yet to take.
  var outcomes: [CommandOutcome] = []
  /// False: the line must be (re)opened.
  private(set) var isConnected = false
  /// Grows with each change of a unit's phase: the loop looks at health only when it may have changed.
  private(set) var phaseChanges = 1

  private var connectDue = Moment.zero
  private var backoff = Backoff()
  /// Keeps frames of a serial line apart.
  private var lineFreeAt = Moment.zero
  private let jitter: @Sendable () -> Double

  /// A reading is reported at least this often although nothing changed.
  static let freshnessSpan = Span.milliseconds(400)
  /// What a damaged answer still has in flight arrives within this span.
  static let debrisSpan = Span.milliseconds(50)

  init(_ settings: ModbusBusSettings, units: [BarrierUnit], jitter: @escaping @Sendable () -> Double) {
    self.settings = settings
    self.units = units.map(UnitTrack.init)
    self.jitter = jitter
  }

  /// The next request, or how long there is none.
  mutating func next(at now: Moment) -> Step {
    expireJobs(at: now)
    refuseLowers(at: now)
    guard isConnected else { return connectDue <= now ? .connect : .wait(until: connectDue) }
    guard lineFreeAt <= now else { return .wait(until: lineFreeAt) }
    if let step = nextCommand(at: now) ?? nextRelease(at: now) ?? nextRead(at: now) { return step }
    return .wait(until: nextDue)
  }

  /// The line is open: everything is to be read before anything is written (P5).
  mutating func connected(at now: Moment) {
    isConnected = true
    lineFreeAt = .zero
    for index in units.indices {
      units[index].cursor = 0
      units[index].due = now
    }
  }

  /// The line could not be opened, or is gone.
  mutating func disconnected(_ fault: ModbusFault, at now: Moment) {
    isConnected = false
    connectDue = now + backoff.next(jitter: jitter())
    for index in units.indices { lose(index, fault, doing: "connecting", at: now) }
  }

  /// The request of a read step was answered; its values are in the unit's image.
  mutating func didRead(_ index: Int, at now: Moment) {
    freeLine(at: now)
    units[index].failures = 0
    units[index].cursor += 1
    guard units[index].cursor >= units[index].sweepCount else { return }
    units[index].cursor = 0
    units[index].swept = (units[index].sweepBegan, now)
    if !units[index].isReady {
      units[index].learnOutputs()
      units[index].phase = .ready
      units[index].backoff.reset()
      units[index].reported = nil
      backoff.reset()
      phaseChanges += 1
    }
    units[index].due = max(units[index].due + settings.poll, now)
    let sensed = units[index].sensed()
    if let reported = units[index].reported, reported.hasSameInputs(as: sensed),
      sensed.at + settings.poll - reported.at < Self.freshnessSpan
    {
      units[index].pending = nil
    } else {
      units[index].pending = sensed
    }
  }

  /// The request of a read step failed.
  mutating func failedRead(_ index: Int, _ request: ReadRequest, _ fault: ModbusFault, at now: Moment) {
    freeLine(at: now)
    if fault.endsConnection { return disconnected(fault, at: now) }
    units[index].readsFrom = now + quietSpan(after: fault)
    units[index].cursor = 0
    units[index].due = now
    units[index].failures += 1
    let triesMax: Int
    switch units[index].phase {
    case .lost: triesMax = 1
    case .unread, .ready: triesMax = fault.isFinal ? 1 : settings.retries + 1
    }
    guard units[index].failures >= triesMax else { return }
    lose(index, fault, doing: "reading \(request.words)", at: now)
    units[index].due = now + units[index].backoff.next(jitter: jitter())
    let nobodyAnswers = units.allSatisfy { unit in
      if case .lost(let fault, _) = unit.phase { return !fault.provesConnection }
      return false
    }
    if nobodyAnswers {
      isConnected = false
      connectDue = now + backoff.next(jitter: jitter())
    }
  }

  /// How long nothing is sent whose answer a late one could be mistaken for. A serial line has no
  /// transaction numbers: an answer up to three response timeouts after its request is still not
  /// believed.
  func quietSpan(after fault: ModbusFault) -> Span {
    switch fault {
    case .noAnswer where settings.isSerial: .milliseconds(2 * settings.responseTimeout.milliseconds)
    case .damaged: Self.debrisSpan
    case .noAnswer, .unansweredWrite, .exception, .misconfigured, .unreachable, .crowded, .closed: .zero
    }
  }

  /// After a write of unknown fate the unit is read back before its next command.
  mutating func readBackAgain(_ index: Int, because reason: String, at now: Moment) {
    dropJobs(index, because: reason)
    units[index].phase = .unread
    units[index].cursor = 0
    units[index].due = now
    units[index].releaseTries = 0
    units[index].board.forget()
    phaseChanges += 1
  }

  mutating func freeLine(at now: Moment) {
    if settings.isSerial { lineFreeAt = now + settings.silence }
  }

  /// Tells health to look again although no phase changed.
  mutating func touchHealth() { phaseChanges += 1 }

  private mutating func lose(_ index: Int, _ fault: ModbusFault, doing: String, at now: Moment) {
    let phase = UnitTrack.Phase.lost(fault, doing: doing)
    if units[index].phase != phase {
      units[index].phase = phase
      phaseChanges += 1
    }
    units[index].failures = 0
    units[index].cursor = 0
    units[index].releaseTries = 0
    units[index].pending = nil
    units[index].strayWords = nil
    units[index].board.forget()
    dropJobs(index, because: unitWords(index, fault, doing: doing))
  }

  /// The request that comes next in the unit's sweep.
  mutating func sweep(_ index: Int, at now: Moment) -> Step {
    let cursor = units[index].cursor
    if cursor == 0 { units[index].sweepBegan = now }
    return .read(unit: index, units[index].requests[cursor])
  }

  private mutating func nextRead(at now: Moment) -> Step? {
    var chosen: Int?
    for index in units.indices where max(units[index].due, units[index].readsFrom) <= now {
      if chosen.map({ units[index].due < units[$0].due }) ?? true { chosen = index }
    }
    return chosen.map { sweep($0, at: now) }
  }

  private var nextDue: Moment {
    var due = Moment.distantFuture
    for unit in units {
      due = min(due, max(unit.due, unit.readsFrom))
      if let job = unit.jobs.first {
        let from = job.command.action == .lower ? max(unit.writesFrom, unit.readsFrom) : unit.writesFrom
        due = min(due, from, job.command.validUntil)
      }
      if let release = unit.board.nextRelease {
        due = min(due, max(release.due, unit.sendable(release.write)))
      }
    }
    return due
  }
}

extension BarrierSensed {
  fileprivate func hasSameInputs(as other: BarrierSensed) -> Bool {
    openLimit == other.openLimit && closedLimit == other.closedLimit && presence == other.presence
      && fault == other.fault
  }
}
