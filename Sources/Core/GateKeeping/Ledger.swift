import AccessModel

/// What one step writes down: effects in order, alarms, and the numbers that make identifiers unique.
struct Ledger: Sendable {
  /// Counts the runs of the daemon on this journal, so that identifiers never repeat.
  let run: UInt32
  private let runText: String
  var now: Now
  var effects: [GateEffect] = []
  /// Passages of which the step has recorded the end.
  private(set) var ended: [Passage] = []
  var book: AlarmBook
  var sightings = SightingBook()
  /// What may not be thought of is asked again after this span, until the journal commits.
  static let outageRetry = Span.milliseconds(500)

  /// False while the journal cannot commit and the site holds its lanes: no command may be thought of (P1).
  var mayCommand = true
  /// Numbers given out so far.
  var count: UInt64 = 0

  init(run: UInt32, now: Now, layout: SiteLayout) {
    self.run = run
    runText = "\(run)-"
    self.now = now
    book = AlarmBook(layout)
  }

  /// A step begins.
  mutating func begin(at now: Now) {
    self.now = now
    effects.reserveCapacity(Self.effectsUsual)
    ended.removeAll(keepingCapacity: true)
  }

  /// A step is over: its effects go, none is kept.
  mutating func takeEffects() -> [GateEffect] {
    var taken: [GateEffect] = []
    swap(&taken, &effects)
    return taken
  }

  /// Most steps have no more.
  private static let effectsUsual = 6

  /// Numbers commands, decisions and hits alike.
  mutating func nextNumber() -> UInt64 {
    count += 1
    return count
  }

  mutating func nextIdentifier() -> String { runText + String(nextNumber()) }

  mutating func record(_ fact: GateFact, lane: LaneID? = nil, isUnlisted: Bool = false) {
    if case .accessEnded(let passage) = fact { ended.append(passage) }
    if let lane, case .plateRead(let read) = fact, read.historical == nil {
      sightings.note(fact, lane: lane, isUnlisted: isUnlisted, now: now)
    }
    effects.append(.record(GateEvent(at: now.civil, lane: lane, fact: fact, isUnlisted: isUnlisted)))
  }

  /// Recorded as if it had been before the effects from `place` on.
  mutating func record(_ fact: GateFact, before place: Int) {
    effects.insert(.record(GateEvent(at: now.civil, lane: nil, fact: fact)), at: place)
  }

  /// Records the command and orders it, in this sequence (P1).
  mutating func command(
    _ action: BarrierAction, _ barrier: BarrierID, lane: LaneID, validUntil: Moment, cause: CommandCause
  ) -> UInt64 {
    let command = BarrierCommand(
      number: nextNumber(), barrier: barrier, action: action, validUntil: validUntil)
    record(.barrierCommanded(BarrierCommandFact(command: command, cause: cause)), lane: lane)
    effects.append(.command(command))
    return command.number
  }

  /// As for a barrier: recorded, then ordered.
  mutating func command(
    _ action: DoorAction, _ door: DoorID, validUntil: Moment, cause: DoorCommandFact.Cause
  ) -> UInt64 {
    let command = DoorCommand(number: nextNumber(), door: door, action: action, validUntil: validUntil)
    record(.doorCommanded(DoorCommandFact(command: command, cause: cause)))
    effects.append(.doorCommand(command))
    return command.number
  }

  func isOpen(_ code: AlarmCode, _ subject: String) -> Bool { book.isActive(code, subject) }

  mutating func raise(
    _ code: AlarmCode, _ subject: String, lane: LaneID? = nil, what: String, isSilent: Bool = false
  ) {
    let callsForHelp = code == .alarmButton || code == .duress
    let alarm = Alarm(
      code: code, subject: subject, lane: lane, what: what, raisedAt: now.civil,
      annunciation: isSilent || code.isSilent ? .silent : .loud,
      sightings: callsForHelp ? sightings.recent(now: now.moment) : [])
    record(book.raise(alarm, now: now))
  }

  mutating func clear(_ code: AlarmCode, _ subject: String) {
    record(book.clear(code, subject, now: now))
  }

  /// What the books answer, each at the lane that it is about.
  mutating func record(_ facts: [GateFact]) {
    for fact in facts { record(fact, lane: fact.alarm?.lane) }
  }
}

extension GateFact {
  /// The alarm that it is about.
  fileprivate var alarm: Alarm? {
    switch self {
    case .alarmRaised(let alarm), .alarmCleared(let alarm): alarm
    case .alarmAcknowledged(let handling), .alarmShelved(let handling), .alarmUnshelved(let handling),
      .alarmEscalated(let handling):
      handling.alarm
    case .plateRead, .accessDecided, .accessEnded, .barrierCommanded, .barrierAnswered, .barrierMoved,
      .credentialPresented, .credentialMisread, .doorCommanded, .doorAnswered, .doorChanged, .inputChanged,
      .lampCommanded, .lampAnswered,
      .hitPending, .hitDecided, .deviceChanged, .deviceReported, .operatorCommanded, .siteStarted,
      .siteStopping, .settingsApplied, .settingsRefused, .listLoaded, .eventQuarantined:
      nil
    }
  }
}
