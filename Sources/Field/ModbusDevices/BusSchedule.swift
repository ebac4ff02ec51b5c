internal import AccessModel
internal import FieldContract

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
  var outcomes: [BusOutcome] = []
  /// False: the line must be (re)opened.
  private(set) var isConnected = false
  /// Grows with each change of a unit's phase: the loop looks at health only when it may have changed.
  private(set) var phaseChanges = 1

  private var connectDue = Moment.zero
  private var backoff = Backoff()
  /// Keeps frames of a serial line apart.
  private var lineFreeAt = Moment.zero
  /// When a unit that is known to be silent may be asked again: all of them together share little time.
  private var probesFrom = Moment.zero
  /// When the request that is under way was decided.
  private var askedAt = Moment.zero
  private let jitter: @Sendable () -> Double

  /// A reading is reported at least this often although nothing changed.
  static let freshnessSpan = Span.milliseconds(400)
  /// What a damaged answer still has in flight arrives within this span.
  static let debrisSpan = Span.milliseconds(50)

  /// A silent unit that cost so much time is left alone for this many times as long, so that all silent
  /// units together take a ninth of the bus.
  static let probeRatio: Int64 = 8
  /// A unit is slow that takes so many times as long as the others.
  static let slowRatio: Int64 = 2

  init(
    _ settings: ModbusBusSettings, roles: [UnitRole], at now: Moment = .zero,
    jitter: @escaping @Sendable () -> Double
  ) {
    self.settings = settings
    units = roles.map { UnitTrack($0, settings: settings, at: now) }
    self.jitter = jitter
  }

  /// The next request, or how long there is none.
  mutating func next(at now: Moment) -> Step {
    expireJobs(at: now)
    refuseLowers(at: now)
    let silenceDue = ageInputs(at: now)
    guard isConnected else {
      return connectDue <= now ? .connect : .wait(until: min(connectDue, silenceDue))
    }
    guard lineFreeAt <= now else { return .wait(until: lineFreeAt) }
    askedAt = now
    if let step = nextCommand(at: now) ?? nextRelease(at: now) ?? nextRead(at: now) { return step }
    return .wait(until: min(nextDue, silenceDue))
  }

  /// The line is open: everything is to be read before anything is written (P5).
  mutating func connected(at now: Moment) {
    isConnected = true
    (lineFreeAt, probesFrom) = (.zero, .zero)
    for index in units.indices {
      units[index].cursor = 0
      units[index].due = now
      units[index].wasAsked = false
      units[index].cost = .zero
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
    noteAsked(index, at: now)
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
    schedule(index, at: now)
    units[index].senseInputs()
    guard let sensed = units[index].sensed() else { return }
    if let reported = units[index].reported, reported.hasSameInputs(as: sensed),
      sensed.at + settings.poll - reported.at < Self.freshnessSpan
    {
      units[index].pending = nil
    } else {
      units[index].pending = sensed
    }
  }

  /// When the unit is read next. On a bus that cannot keep its pace a unit that takes much more time than the
  /// others waits until they had theirs: a slow one, or one that answers every other try.
  private mutating func schedule(_ index: Int, at now: Moment) {
    let (cost, poll) = (units[index].cost.nanoseconds, units[index].poll)
    (units[index].cost, units[index].lastCost) = (.zero, cost)
    units[index].due = max(units[index].due + poll, now)
    var (others, usual, isCrowded): (Int64, Int64, Bool) = (0, 0, false)
    for other in units.indices where other != index && units[other].isReady {
      others += 1
      usual = usual &+ units[other].lastCost
      if units[other].due + units[other].poll <= now { isCrowded = true }
    }
    guard isCrowded, cost / Self.slowRatio > usual / others else { return }
    let (rest, overflow) = cost.multipliedReportingOverflow(by: others)
    units[index].due = max(units[index].due, now + Span(nanoseconds: overflow ? .max : rest))
  }

  /// The request of a read step failed.
  mutating func failedRead(_ index: Int, _ request: ReadRequest, _ fault: ModbusFault, at now: Moment) {
    freeLine(at: now)
    noteAsked(index, at: now)
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
    let (pause, overflow) = (now - askedAt).nanoseconds.multipliedReportingOverflow(by: Self.probeRatio)
    probesFrom = now + Span(nanoseconds: overflow ? .max : pause)
    // Each unit is asked once on a new connection: a dead one must not hide that the next is alive.
    let nobodyAnswers = units.allSatisfy { unit in
      if case .lost(let fault, _) = unit.phase { return unit.wasAsked && !fault.provesConnection }
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
    case .noAnswer where !settings.hasTransactions: .milliseconds(2 * settings.responseTimeout.milliseconds)
    case .damaged: Self.debrisSpan
    case .noAnswer, .unansweredWrite, .exception, .misconfigured, .unreachable, .crowded, .closed, .taken:
      .zero
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

  private mutating func noteAsked(_ index: Int, at now: Moment) {
    units[index].wasAsked = true
    let (sum, overflow) = units[index].cost.nanoseconds.addingReportingOverflow((now - askedAt).nanoseconds)
    units[index].cost = Span(nanoseconds: overflow ? .max : sum)
  }

  mutating func freeLine(at now: Moment) {
    if settings.silence > .zero { lineFreeAt = now + settings.silence }
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
    for index in units.indices where readDue(index) <= now {
      if chosen.map({ units[index].due < units[$0].due }) ?? true { chosen = index }
    }
    return chosen.map { sweep($0, at: now) }
  }

  /// When a unit may be read: one that is known to be silent waits for its turn among all of them.
  private func readDue(_ index: Int) -> Moment {
    let unit = units[index]
    let due = max(unit.due, unit.readsFrom)
    guard case .lost(let fault, _) = unit.phase, unit.wasAsked, !fault.provesConnection else { return due }
    return max(due, probesFrom)
  }

  private var nextDue: Moment {
    var due = Moment.distantFuture
    for (index, unit) in units.enumerated() {
      due = min(due, readDue(index))
      if let job = unit.jobs.first {
        let from = job.command.isLower ? max(unit.writesFrom, unit.readsFrom) : unit.writesFrom
        due = min(due, from, job.command.validUntil)
      }
      if unit.isReady, let release = unit.board.nextRelease {
        due = min(due, max(release.due, unit.sendable(release.write)))
      }
    }
    return due
  }
}

extension BarrierSensed {
  fileprivate func hasSameInputs(as other: BarrierSensed) -> Bool {
    openLimit == other.openLimit && closedLimit == other.closedLimit && presence == other.presence
      && arming == other.arming && passage == other.passage && fault == other.fault
  }
}
