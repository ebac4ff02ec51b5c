import AccessModel

/// One door between decisions and its lock: mode, position, the passages granted, and what is open too long.
///
/// After ONVIF Door Control: a passage is taken when the contact opens after a grant.
struct DoorState: Sendable {
  private(set) var door: Door
  /// As set by people; `accessed` is never stored.
  private(set) var setMode = DoorMode.locked
  private(set) var position = DoorPosition.unknown
  /// The input that holds the door, and how.
  private(set) var hold: PlaceHold?

  /// The last grant, until the door opens or its time is out.
  private var access: Access?
  /// Somebody asked to leave: the door may open until then.
  private var requestUntil: Moment?
  /// The lock is released by us until then.
  private var releasedUntil: Moment?
  private var relockAt: Moment?
  /// The newest release.
  private var releaseNumber: UInt64 = 0
  /// What the lock has to be told by mode or hold, until it is written.
  private var owed: Debt?
  private var openSince: Moment?
  /// How long it may stay open this time.
  private var openMax = Span.zero
  private var hasWarned = false
  private var reviewedAt = Moment.zero
  private var reported: DoorChange?
  /// The last run left it otherwise than locked, and told so.
  private var wasSet = false

  /// A person may open this long after asking to leave.
  static let requestSpan = Span.seconds(10)

  /// A command that was not written is given again after this span.
  static let retry = Span.seconds(5)

  private struct Access: Sendable {
    var passage: Passage
    var until: Moment
    /// The release that belongs to it; nil where none was needed.
    var command: UInt64?
  }

  private struct Debt: Sendable {
    var cause: DoorCommandFact.Cause
    /// The command that is on its way.
    var command: UInt64?
    var notBefore: Moment
  }

  init(door: Door) {
    self.door = door
    openMax = door.openMax
  }

  /// New rules for the same door on the same device.
  mutating func adopt(_ next: Door) { door = next }

  func isSameIron(as other: Door) -> Bool { door.id == other.id && door.device == other.device }

  /// What the door is for whoever stands before it.
  @inline(__always)
  func mode(at now: Moment) -> DoorMode {
    switch hold?.state {
    case .open: return .lockedOpen
    case .closed: return .lockedDown
    case nil: break
    }
    guard setMode == .locked, let releasedUntil, releasedUntil > now else { return setMode }
    return .accessed
  }

  /// Closed by its contact, and not about to be opened.
  func isSurelyClosed(at now: Moment) -> Bool {
    position == .closed && access == nil && (releasedUntil.map { $0 <= now } ?? true)
      && !isHeldReleased
  }

  /// The passage that a repeated showing belongs to.
  func runningDecision() -> String? { access?.passage.decision }

  /// A grant: release the lock, and expect the door to open.
  mutating func admit(
    _ decision: AccessDecision, needsMoreTime: Bool, validUntil: Moment, _ ledger: inout Ledger
  ) {
    if let access { finish(access, .unconfirmed, &ledger) }
    let span = needsMoreTime ? door.releaseFor + door.extendedBy : door.releaseFor
    openMax = needsMoreTime ? door.openMax + door.extendedBy : door.openMax
    access = Access(
      passage: Passage(
        decision: decision.id, accessPoint: decision.accessPoint, plate: nil, ending: .notTaken),
      until: ledger.now.moment + span, command: nil)
    if mode(at: ledger.now.moment) == .locked || mode(at: ledger.now.moment) == .accessed {
      let number = release(for: span, validUntil: validUntil, .decision(decision.id), &ledger)
      access?.command = number
    }
    review(&ledger)
  }

  /// Somebody asks to leave; in a lockdown, and while another door of a sally port is open, the lock stays
  /// as it is.
  mutating func request(isInterlocked: Bool, _ ledger: inout Ledger) {
    requestUntil = ledger.now.moment + Self.requestSpan
    let isOrdinary = mode(at: ledger.now.moment) == .locked || mode(at: ledger.now.moment) == .accessed
    if door.requestReleases, isOrdinary, !isInterlocked, ledger.mayCommand {
      let validUntil = ledger.now.moment + .seconds(2)
      _ = release(for: door.releaseFor, validUntil: validUntil, .requestToExit, &ledger)
    }
    review(&ledger)
  }

  /// The contact was read.
  mutating func sense(_ reading: InputReading, _ ledger: inout Ledger) {
    let next: DoorPosition =
      switch reading {
      case .active: .open
      case .inactive: .closed
      case .faulty, .value: .fault
      case .stale: .unknown
      }
    guard next != position else { return review(&ledger) }
    let before = position
    position = next
    switch next {
    case .open: opened(before, &ledger)
    case .closed: closed(&ledger)
    case .unknown, .fault: openSince = nil
    }
    review(&ledger)
  }

  /// A person's order is always written: what the lock does after a restart, only the lock knows.
  mutating func set(_ mode: DoorMode, _ ledger: inout Ledger) {
    setMode = mode
    if mode != .unlocked { access.map { finish($0, .unconfirmed, &ledger) } }
    owe(.mode(mode), &ledger)
  }

  /// As it was set before a restart or a reload: nothing is written (P5).
  mutating func restore(_ mode: DoorMode) { (setMode, wasSet) = (mode, mode != .locked) }

  mutating func hold(_ next: PlaceHold?, _ ledger: inout Ledger) {
    guard next != hold else { return }
    let wasReleased = isHeldReleased
    let cause: DoorCommandFact.Cause = (next ?? hold).map { .hold($0.point) } ?? .relock
    hold = next
    if next?.state == .closed { access.map { finish($0, .unconfirmed, &ledger) } }
    // What the last run released, the lock may have forgotten: a fire tells it again (P6).
    let isUnsure = wasSet && next?.state == .open
    if wasReleased != isHeldReleased || releasedUntil != nil || isUnsure {
      owe(cause, &ledger)
    } else {
      review(&ledger)
    }
  }

  mutating func answer(_ outcome: DoorOutcome, _ ledger: inout Ledger) {
    ledger.record(.doorAnswered(outcome))
    let detail: String
    switch outcome.result {
    case .written:
      ledger.clear(.commandFailed, door.id.rawValue)
      written(outcome, &ledger)
      return review(&ledger)
    case .expired:
      detail = "it was too old when its turn came"
      drop(outcome, &ledger)
    case .notReady(let why), .withheld(let why):
      detail = why
      drop(outcome, &ledger)
    // Written or not, nobody knows: the door counts as released until its time is out.
    case .failed(let why): detail = why
    }
    if owed?.command == outcome.number { owed?.command = nil }
    ledger.raise(
      .commandFailed, door.id.rawValue, what: "the lock of door \(door.id) did not follow: \(detail)")
    review(&ledger)
  }

  /// The lock's own clock begins now, however long the command was on its way.
  private mutating func written(_ outcome: DoorOutcome, _ ledger: inout Ledger) {
    if owed?.command == outcome.number { owed = nil }
    guard case .release(let span) = outcome.action, outcome.number == releaseNumber, releasedUntil != nil
    else { return }
    releasedUntil = ledger.now.moment + span
    if access?.command == outcome.number { access?.until = ledger.now.moment + span }
  }

  /// Never written: nothing of it is on its way, and a grant has not moved anything.
  private mutating func drop(_ outcome: DoorOutcome, _ ledger: inout Ledger) {
    if outcome.number == releaseNumber { releasedUntil = nil }
    if let access, access.command == outcome.number { finish(access, .notTaken, &ledger) }
  }

  /// Looks at everything that time may have changed.
  mutating func review(_ ledger: inout Ledger) {
    let now = ledger.now.moment
    reviewedAt = now
    settle(&ledger)
    if let access, access.until <= now {
      let isProven = door.contact != nil && position == .closed
      finish(access, isProven ? .notTaken : .unconfirmed, &ledger)
    }
    if let at = relockAt, at <= now {
      relockAt = nil
      if let until = releasedUntil, until > now, ledger.mayCommand {
        releasedUntil = nil
        _ = ledger.command(.secure, door.id, validUntil: now + .seconds(2), cause: .relock)
      }
    }
    if let until = releasedUntil, until <= now {
      releasedUntil = nil
      if setMode == .locked { signal(.locked, &ledger) }
    }
    if let until = requestUntil, until <= now { requestUntil = nil }
    reviewOpenTime(&ledger)
    report(&ledger)
  }

  /// When time alone may change something.
  var deadline: Moment? {
    var first = Earliest(after: reviewedAt)
    first.take(access?.until)
    first.take(releasedUntil)
    first.take(requestUntil)
    first.take(relockAt)
    if let owed, owed.command == nil { first.take(max(owed.notBefore, reviewedAt + .milliseconds(1))) }
    if let openSince, !isHeldReleased {
      first.take(openSince + (openMax - door.warnBefore))
      first.take(openSince + openMax)
    }
    return first.moment
  }

  /// The door goes, or hangs on another device now.
  mutating func dismiss(_ ledger: inout Ledger) {
    if let access { finish(access, .unconfirmed, &ledger) }
  }

  // MARK: -

  private var isHeldReleased: Bool {
    switch hold?.state {
    case .open: true
    case .closed: false
    case nil: setMode == .unlocked || setMode == .lockedOpen
    }
  }

  private mutating func opened(_ before: DoorPosition, _ ledger: inout Ledger) {
    let now = ledger.now.moment
    openSince = now
    hasWarned = false
    if let access {
      finish(access, .taken, &ledger)
      relockAt = now + door.relockDelay
      return
    }
    openMax = door.openMax
    let isExplained = isHeldReleased || requestUntil != nil || releasedUntil.map { $0 > now } ?? false
    // Of a door that was never seen closed, nobody knows who opened it.
    if before == .closed, !isExplained {
      ledger.raise(.forcedOpen, door.id.rawValue, what: "door \(door.id) opened without a grant")
    }
  }

  private mutating func closed(_ ledger: inout Ledger) {
    openSince = nil
    openMax = door.openMax
    for code in [AlarmCode.forcedOpen, .openTooLong, .openTooLongSoon] {
      ledger.clear(code, door.id.rawValue)
    }
    if hasWarned { signal(isHeldReleased ? .released : .locked, &ledger) }
    hasWarned = false
  }

  private mutating func finish(_ ended: Access, _ ending: PassageEnding, _ ledger: inout Ledger) {
    access = nil
    var passage = ended.passage
    passage.ending = ending
    ledger.record(.accessEnded(passage))
  }

  private mutating func release(
    for wanted: Span, validUntil: Moment, _ cause: DoorCommandFact.Cause, _ ledger: inout Ledger
  ) -> UInt64 {
    let now = ledger.now.moment
    // Somebody who asks to leave does not cut short the time of somebody who needs more.
    let span = max(wanted, releasedUntil.map { $0 - now } ?? .zero)
    relockAt = nil
    releasedUntil = now + span
    let number = ledger.command(.release(span), door.id, validUntil: validUntil, cause: cause)
    releaseNumber = number
    return number
  }

  private mutating func owe(_ cause: DoorCommandFact.Cause, _ ledger: inout Ledger) {
    owed = Debt(cause: cause, command: nil, notBefore: ledger.now.moment)
    review(&ledger)
  }

  /// What the lock must be told by mode or hold, as soon as it may be told, and until it was.
  private mutating func settle(_ ledger: inout Ledger) {
    let now = ledger.now.moment
    guard let debt = owed, debt.command == nil, debt.notBefore <= now else { return }
    guard ledger.mayCommand else {
      owed?.notBefore = now + Ledger.outageRetry
      return
    }
    (releasedUntil, relockAt) = (nil, nil)
    let action: DoorAction = isHeldReleased ? .holdReleased : .secure
    let number = ledger.command(action, door.id, validUntil: now + Self.retry, cause: debt.cause)
    owed = Debt(cause: debt.cause, command: number, notBefore: now + Self.retry)
    signal(isHeldReleased ? .released : .locked, &ledger)
  }

  private mutating func reviewOpenTime(_ ledger: inout Ledger) {
    guard let openSince, position == .open, !isHeldReleased else { return }
    let span = ledger.now.moment - openSince
    if span >= openMax {
      ledger.clear(.openTooLongSoon, door.id.rawValue)
      ledger.raise(
        .openTooLong, door.id.rawValue,
        what: "door \(door.id) has been open for \(openMax.milliseconds / 1000) s")
    } else if span >= openMax - door.warnBefore, !hasWarned {
      hasWarned = true
      ledger.raise(
        .openTooLongSoon, door.id.rawValue, what: "door \(door.id) stands open and will soon be an alarm")
      signal(.warning, &ledger)
    }
  }

  private func signal(_ meaning: ReaderSignal.Meaning, _ ledger: inout Ledger) {
    for reader in door.readers {
      ledger.effects.append(
        .signal(ReaderSignal(device: reader.device, readerNumber: reader.readerNumber, meaning: meaning)))
    }
  }

  private mutating func report(_ ledger: inout Ledger) {
    let change = DoorChange(
      door: door.id, mode: mode(at: ledger.now.moment), position: position, heldBy: hold?.point)
    let isFirst = reported == nil && position == .unknown && change.mode == .locked && !wasSet
    guard change != reported, !isFirst else { return }
    reported = change
    ledger.record(.doorChanged(change))
  }
}

/// An input that holds a door or barrier.
struct PlaceHold: Equatable, Sendable {
  var point: InputPointID
  var state: Hold.State
}
