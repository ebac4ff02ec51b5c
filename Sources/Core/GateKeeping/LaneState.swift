import AccessModel

/// One lane between decisions and iron: its barrier, the passages granted, and when to lower again.
struct LaneState: Sendable {
  private(set) var lane: Lane
  var barrier: BarrierState?
  /// Tracks by the position of the access point in the lane.
  var tracks: [TrackBook]
  /// Frames that do not make a plate yet, by the position of the access point.
  var frames: [FrameGathering]

  /// Granted and not yet taken, oldest first.
  var passages: [PassageInProgress] = []
  /// We opened it and shall lower it when nobody is under it.
  var closing: Closing?
  /// A lower was ordered, and neither the closed limit nor a newer raise has ended it.
  var loweringSince: Moment?
  var reportedPosition = BarrierPosition.unknown
  /// The input that holds the barrier, and how.
  var hold: PlaceHold?
  /// When the barrier was last told to follow a hold.
  var heldAt: Moment?
  var loops = LoopOrder()
  /// What stands under the boom came so soon that it belongs to the one before.
  var isTrailer = false
  /// When the last vehicle left the loop under the boom.
  var leftAt: Moment?
  /// As an operator set the lane; nil: as the site file says.
  var setMode: LaneMode?
  /// Why it stands open by an operator's order; never after a restart (P5).
  var standing: LaneStanding?
  /// Times that the barrier came down since it was serviced.
  var cycles = 0
  /// Deadlines up to here have been looked at.
  var reviewedAt = Moment.zero

  /// Grants kept at the same time for vehicles that follow each other.
  static let passagesMax = 8
  /// Lower commands are tried this often before a person must look.
  static let lowerAttemptsMax = 3
  static let lowerRetry = Span.seconds(5)
  static let trailerGap = Span.milliseconds(1500)
  static let passed = "passed"

  struct PassageInProgress: Sendable {
    var passage: Passage
    var isUnlisted: Bool
    var deadline: Moment
    /// The raise that belongs to it.
    var command: UInt64
    /// The loop has been occupied since the grant, while the barrier was not closed.
    var isUnderBoom = false
  }

  struct Closing: Sendable {
    var cause: String
    var attempts = 0
    var notBefore: Moment
  }

  init(lane: Lane, now: Moment) {
    self.lane = lane
    barrier = lane.barrier.map { BarrierState(barrier: $0, now: now) }
    tracks = lane.accessPoints.map { _ in TrackBook() }
    frames = lane.accessPoints.map { _ in FrameGathering() }
  }

  /// Whether a lane of another settings file is this one, with the same barrier on the same board.
  func isSameIron(as other: Lane) -> Bool {
    lane.id == other.id && lane.barrier?.id == other.barrier?.id
      && lane.barrier?.device == other.barrier?.device
  }

  /// New rules for the same iron: what the sensors said and what was granted stays.
  mutating func adopt(_ next: Lane) {
    if let next = next.barrier { barrier?.barrier = next }
    if next.accessPoints.map(\.id) != lane.accessPoints.map(\.id) {
      tracks = next.accessPoints.map { _ in TrackBook() }
      frames = next.accessPoints.map { _ in FrameGathering() }
    }
    for index in tracks.indices { tracks[index].forgetRefused() }
    lane = next
  }

  /// Whether a decision may expect the iron to follow.
  @inline(__always)
  var isBlocked: Bool {
    barrier?.position == .fault || barrier?.position == .unknown || barrier?.isStuck == true
  }

  /// A grant: raise, and expect the vehicle on the loop.
  mutating func admit(
    _ decision: AccessDecision, isUnlisted: Bool, validUntil: Moment, _ ledger: inout Ledger
  ) {
    guard let passageMax = barrier?.barrier.passageMax else { return }
    let passage = Passage(
      decision: decision.id, accessPoint: decision.accessPoint, plate: decision.plate, ending: .notTaken)
    if passages.count >= Self.passagesMax { finish(passages.removeFirst(), .unconfirmed, &ledger) }
    closing = nil
    let number = command(.raise, validUntil: validUntil, cause: .decision(decision.id), &ledger)
    passages.append(
      PassageInProgress(
        passage: passage, isUnlisted: isUnlisted, deadline: ledger.now.moment + passageMax,
        command: number))
    review(&ledger)
  }

  mutating func sense(_ reading: BarrierSensed, _ ledger: inout Ledger) {
    let event = loops.sense(reading)
    barrier?.sense(reading, now: ledger.now.moment)
    follow(event, &ledger)
    review(&ledger)
  }

  /// What the order of the loops tells beyond "somebody is there".
  private mutating func follow(_ event: LoopOrder.Event?, _ ledger: inout Ledger) {
    switch event {
    case .came(let side):
      // A gap shorter than this is that between a lorry and its trailer.
      let isOther = leftAt.map { ledger.now.moment - $0 > Self.trailerGap } ?? false
      isTrailer = leftAt != nil && !isOther
      guard side != .inside, isOther, passages.isEmpty, closing?.cause == Self.passed, hold?.state != .open,
        let state = barrier, state.position != .closed, state.position != .unknown
      else { return }
      ledger.raise(
        .tailgate, state.barrier.id.rawValue, lane: lane.id,
        what: "a second vehicle follows under barrier \(state.barrier.id) on one grant")
    case .turnedBack:
      // Back to where it came from: the grant stands until its time is out.
      if !passages.isEmpty { passages[0].isUnderBoom = false }
      leftAt = ledger.now.moment
    case .crossed:
      countConvoy()
      leftAt = ledger.now.moment
    case nil: break
    }
  }

  /// The exit that opens by itself, while somebody waits for it and nothing is going on.
  var exitThatOpens: AccessPoint? {
    guard loops.waitsInside, passages.isEmpty, closing == nil, hold?.state != .closed,
      barrier?.position == .closed
    else { return nil }
    return lane.accessPoints.first { $0.isFreeExit && $0.direction == .exit }
  }

  /// The board of this lane's barrier stopped answering.
  mutating func lose(_ ledger: inout Ledger) {
    barrier?.lose(now: ledger.now.moment)
    loops = LoopOrder()
    review(&ledger)
  }

  mutating func answer(_ outcome: CommandOutcome, _ ledger: inout Ledger) {
    guard let id = barrier?.barrier.id else { return }
    ledger.record(.barrierAnswered(outcome), lane: lane.id)
    switch outcome.result {
    case .written: ledger.clear(.commandFailed, id.rawValue)
    case .withheld:
      // Not written, and rightly so: the attempt does not count, and nobody has to look.
      barrier?.dropOrder(outcome.number)
      loweringSince = nil
      closing?.attempts -= 1
    case .expired: refuse(outcome, "it was too old when the bus came to it", &ledger)
    case .notReady(let detail): refuse(outcome, detail, &ledger)
    case .failed(let detail):
      // Written or not, nobody knows: what the sensors say counts, and the grant stands until its time is
      // out.
      barrier?.dropOrder(outcome.number)
      fail(outcome, detail, &ledger)
    }
    review(&ledger)
  }

  /// The raise was never written: its grant ends, and the vehicle may be asked again at once.
  private mutating func refuse(_ outcome: CommandOutcome, _ detail: String, _ ledger: inout Ledger) {
    barrier?.dropOrder(outcome.number)
    if outcome.action == .lower { loweringSince = nil }
    fail(outcome, detail, &ledger)
    guard let index = passages.firstIndex(where: { $0.command == outcome.number }) else { return }
    let passage = passages.remove(at: index)
    // Nobody passed a boom that nothing has moved and that is seen closed.
    finish(passage, barrier?.position == .closed ? .notTaken : .unconfirmed, &ledger)
    for book in tracks.indices { tracks[book].forget(decision: passage.passage.decision) }
  }

  /// Looks at everything that time or sensors may have changed.
  mutating func review(_ ledger: inout Ledger) {
    reviewedAt = ledger.now.moment
    guard barrier != nil else { return }
    barrier?.review(ledger.now.moment)
    reportPosition(&ledger)
    reviewPassages(&ledger)
    reviewHold(&ledger)
    reviewClosing(&ledger)
    reviewOpenTime(&ledger)
  }

  /// When time alone may change something in this lane.
  var deadline: Moment? {
    // Not by what the lane has looked at: a frame that waits is not looked at with it.
    var first = Earliest()
    for index in frames.indices { first.take(frames[index].deadline) }
    first.take(ironDeadline)
    return first.moment
  }

  private var ironDeadline: Moment? {
    guard let state = barrier else { return nil }
    var first = Earliest(after: reviewedAt)
    for index in passages.indices { first.take(passages[index].deadline) }
    first.take(state.deadline)
    if let closing, state.position == .open, let clear = state.clearSince {
      first.take(max(closing.notBefore, clear + state.barrier.closeDelay))
    }
    if state.position == .open { first.take(state.positionSince + state.barrier.openMax) }
    first.take(standing?.until)
    if hold?.state == .open, let heldAt { first.take(heldAt + state.barrier.travelMax + .milliseconds(1)) }
    return first.moment
  }

  func isRaising(_ now: Moment) -> Bool {
    guard let state = barrier, let order = state.order else { return false }
    return order.action == .raise && now - order.at <= state.barrier.travelMax
  }

  private mutating func reviewPassages(_ ledger: inout Ledger) {
    guard !passages.isEmpty, let state = barrier else { return }
    let isOffGround = state.position == .open || state.position == .opening || state.position == .closing
    switch state.presence {
    case .occupied where isOffGround: passages[0].isUnderBoom = true
    case .clear where passages[0].isUnderBoom:
      finish(passages.removeFirst(), .taken, &ledger)
      let next = ledger.now.moment + state.barrier.passageMax
      if !passages.isEmpty { passages[0].deadline = max(passages[0].deadline, next) }
    case .occupied, .clear, .unknown: break
    }
    while let first = passages.first, first.deadline <= ledger.now.moment {
      // A vehicle that stands under the boom is still passing, however long it takes.
      if first.isUnderBoom, state.presence == .occupied {
        passages[0].deadline = ledger.now.moment + state.barrier.passageMax
        return
      }
      let isProven = state.barrier.hasPresenceLoop && state.presence == .clear
      finish(passages.removeFirst(), isProven ? .notTaken : .unconfirmed, &ledger)
    }
  }

  mutating func finish(_ passage: PassageInProgress, _ ending: PassageEnding, _ ledger: inout Ledger) {
    var ended = passage.passage
    ended.ending = ending
    ledger.record(.accessEnded(ended), lane: lane.id, isUnlisted: passage.isUnlisted)
    for index in tracks.indices { tracks[index].end(decision: ended.decision, ending, at: ledger.now) }
    let cause =
      switch ending {
      case .taken: Self.passed
      case .notTaken: "nobody came"
      case .unconfirmed: "time ran out"
      }
    if barrier?.barrier.closing == .gatehouse, barrier?.position != .closed {
      closing = Closing(cause: cause, notBefore: ledger.now.moment)
    }
  }

  /// P4: only onto a loop that is freshly seen clear, and has been for a while.
  private mutating func reviewClosing(_ ledger: inout Ledger) {
    guard closing != nil || loweringSince != nil, ledger.mayCommand, let state = barrier else { return }
    if state.presence == .occupied, isLowering(state, at: ledger.now.moment) {
      _ = command(
        .raise, validUntil: ledger.now.moment + state.barrier.staleAfter,
        cause: .closing("vehicle under the boom"),
        &ledger)
      return
    }
    guard var attempt = closing, passages.isEmpty, hold?.state != .open, state.position == .open,
      state.presence == .clear,
      let clearSince = state.clearSince,
      ledger.now.moment - clearSince >= state.barrier.closeDelay, attempt.notBefore <= ledger.now.moment,
      attempt.attempts < Self.lowerAttemptsMax
    else { return }
    attempt.attempts += 1
    attempt.notBefore = ledger.now.moment + Self.lowerRetry
    closing = attempt
    _ = command(
      .lower, validUntil: ledger.now.moment + min(state.barrier.staleAfter, .seconds(1)),
      cause: .closing(attempt.cause), &ledger)
  }

  private func reviewOpenTime(_ ledger: inout Ledger) {
    guard barrier?.position == .open, passages.isEmpty, hold?.state != .open, let state = barrier,
      ledger.now.moment - state.positionSince >= state.barrier.openMax
    else { return }
    let subject = state.barrier.id.rawValue
    ledger.raise(
      .openTooLong, subject, lane: lane.id,
      what: "barrier \(subject) has been open for \(state.barrier.openMax.milliseconds / 1000) s")
  }

  mutating func command(
    _ action: BarrierAction, validUntil: Moment, cause: CommandCause, _ ledger: inout Ledger
  ) -> UInt64 {
    guard let id = barrier?.barrier.id else { return 0 }
    let number = ledger.command(action, id, lane: lane.id, validUntil: validUntil, cause: cause)
    barrier?.ordered(action, number: number, now: ledger.now.moment)
    loweringSince = action == .lower ? ledger.now.moment : nil
    return number
  }

  /// Whether the boom may be coming down by our order. Not by its position: a board may have no limit that
  /// tells, and an answer that failed does not mean that the boom stands still.
  private func isLowering(_ state: BarrierState, at now: Moment) -> Bool {
    guard let since = loweringSince, state.position != .closed else { return false }
    return now - since <= state.barrier.travelMax
  }

  /// The lane goes, or its iron is another one: what was granted ends without proof.
  mutating func dismiss(_ ledger: inout Ledger) {
    for passage in passages { finish(passage, .unconfirmed, &ledger) }
    passages = []
  }

  private func fail(_ outcome: CommandOutcome, _ detail: String, _ ledger: inout Ledger) {
    let subject = outcome.barrier.rawValue
    ledger.raise(
      .commandFailed, subject, lane: lane.id,
      what: "\(outcome.action.rawValue) of barrier \(subject) was not carried out: \(detail)")
  }
}
