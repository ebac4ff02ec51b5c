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
  /// A change of mode or hold that the lock has not been told yet.
  private var owed: DoorCommandFact.Cause?
  private var openSince: Moment?
  /// How long it may stay open this time.
  private var openMax = Span.zero
  private var hasWarned = false
  private var reviewedAt = Moment.zero
  private var reported: DoorChange?

  /// A person may open this long after asking to leave.
  static let requestSpan = Span.seconds(10)

  private struct Access: Sendable {
    var passage: Passage
    var until: Moment
  }

  init(door: Door) {
    self.door = door
    openMax = door.openMax
  }

  /// New rules for the same door on the same device.
  mutating func adopt(_ next: Door) { door = next }

  func isSameIron(as other: Door) -> Bool { door.id == other.id && door.device == other.device }

  /// What the door is for whoever stands before it.
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
    position == .closed && access == nil && (releasedUntil.map { $0 <= now } ?? true) && setMode != .unlocked
      && setMode != .lockedOpen
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
      until: ledger.now.moment + span)
    if mode(at: ledger.now.moment) == .locked || mode(at: ledger.now.moment) == .accessed {
      release(for: span, validUntil: validUntil, .decision(decision.id), &ledger)
    }
    review(&ledger)
  }

  /// Somebody asks to leave; in a lockdown the lock stays as it is.
  mutating func request(_ ledger: inout Ledger) {
    requestUntil = ledger.now.moment + Self.requestSpan
    let isOrdinary = mode(at: ledger.now.moment) == .locked || mode(at: ledger.now.moment) == .accessed
    if door.requestReleases, isOrdinary, ledger.mayCommand {
      let validUntil = ledger.now.moment + .seconds(2)
      release(for: door.releaseFor, validUntil: validUntil, .requestToExit, &ledger)
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

  /// What the door's inputs and people say must be: written only when it changes what the lock does.
  mutating func set(_ mode: DoorMode, _ ledger: inout Ledger) {
    guard mode != setMode else { return }
    let wasReleased = isHeldReleased
    setMode = mode
    if mode != .locked, mode != .unlocked { access.map { finish($0, .unconfirmed, &ledger) } }
    follow(wasReleased, .mode(mode), &ledger)
  }

  mutating func hold(_ next: PlaceHold?, _ ledger: inout Ledger) {
    guard next != hold else { return }
    let wasReleased = isHeldReleased
    let cause: DoorCommandFact.Cause = (next ?? hold).map { .hold($0.point) } ?? .relock
    hold = next
    if next?.state == .closed { access.map { finish($0, .unconfirmed, &ledger) } }
    follow(wasReleased, cause, &ledger)
  }

  mutating func answer(_ outcome: DoorOutcome, _ ledger: inout Ledger) {
    ledger.record(.doorAnswered(outcome))
    let detail: String? =
      switch outcome.result {
      case .written: nil
      case .expired: "it was too old when its turn came"
      case .notReady(let why), .withheld(let why), .failed(let why): why
      }
    guard let detail else {
      ledger.clear(.commandFailed, door.id.rawValue)
      return
    }
    if case .release = outcome.action { releasedUntil = nil }
    ledger.raise(
      .commandFailed, door.id.rawValue, what: "the lock of door \(door.id) did not follow: \(detail)")
    review(&ledger)
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
    var times = [access?.until, releasedUntil, requestUntil, relockAt].compactMap { $0 }
    if let openSince, !isHeldReleased {
      times.append(openSince + (openMax - door.warnBefore))
      times.append(openSince + openMax)
    }
    return times.filter { $0 > reviewedAt }.min()
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
    for span: Span, validUntil: Moment, _ cause: DoorCommandFact.Cause, _ ledger: inout Ledger
  ) {
    relockAt = nil
    releasedUntil = ledger.now.moment + span
    _ = ledger.command(.release(span), door.id, validUntil: validUntil, cause: cause)
  }

  private mutating func follow(
    _ wasReleased: Bool, _ cause: DoorCommandFact.Cause, _ ledger: inout Ledger
  ) {
    if wasReleased != isHeldReleased || releasedUntil != nil { owed = cause }
    review(&ledger)
  }

  /// What the lock must be told by mode or hold, as soon as it may be told.
  private mutating func settle(_ ledger: inout Ledger) {
    guard let cause = owed, ledger.mayCommand else { return }
    (owed, releasedUntil, relockAt) = (nil, nil, nil)
    let action: DoorAction = isHeldReleased ? .holdReleased : .secure
    _ = ledger.command(action, door.id, validUntil: ledger.now.moment + .seconds(10), cause: cause)
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
    let isFirst = reported == nil && position == .unknown && change.mode == .locked
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
