internal import AccessModel

/// What is known of a unit's outputs, and which writes carry out a command, never holding two at once.
struct OutputBoard {
  private struct Line {
    let role: OutputRole
    let point: OutputPoint
    /// Value last read or acknowledged; nil while nobody knows.
    var value: UInt16?
    /// When the running pulse, or the release of a lock, ends.
    var releaseDue: Moment?
    /// A lock that was told to stay released.
    var isHeld = false
    /// A lock whose release could not be ended yet.
    var isOverdue = false
    /// Until then the board's own clock may let go of the output.
    var timedUntil = Moment.zero
    /// When a held lock is told so again: the board's clock let go of it.
    var holdDue: Moment?

    var isReleased: Bool { point.off == nil || value == point.off }
    var isOn: Bool { value == point.on }

    var release: OutputWrite? { point.off.map { write(point.at, $0, .release, isRepeatable: true) } }

    func on(for span: Span?) -> OutputWrite {
      write(point.at, point.on, .on(span), isRepeatable: point.isRepeatable)
    }

    /// The writes that leave the timing to the board; nil when it has no clock for this.
    func timed(for span: Span) -> [OutputWrite]? {
      guard let timer = point.timer, let ticks = timer.ticks(for: span) else { return nil }
      var writes: [OutputWrite] = []
      if let count = timer.count { writes.append(write(count, 1, .prepare, isRepeatable: true)) }
      if let length = timer.length { writes.append(write(length, ticks, .prepare, isRepeatable: true)) }
      // Without a register of its own the length is the value of the start. A board counts from a tick of its
      // own: one more may pass.
      let effect = OutputWrite.Effect.boardTimed(
        .milliseconds((Int64(ticks) + 1) * Int64(timer.tickMilliseconds)))
      let value = timer.length == nil ? ticks : 1
      return writes + [write(timer.start, value, effect, isRepeatable: point.isRepeatable)]
    }

    private func write(
      _ at: WireAddress, _ value: UInt16, _ effect: OutputWrite.Effect, isRepeatable: Bool
    ) -> OutputWrite {
      OutputWrite(role: role, at: at, value: value, effect: effect, isRepeatable: isRepeatable)
    }
  }

  private var lines: [Line]

  /// How long a lock that could not be secured is left before the next try.
  static let securePause = Span.milliseconds(500)

  init(_ profile: BarrierProfile) {
    lines = BarrierAction.allCases.compactMap { action in
      profile.output(action).map { Line(role: OutputRole(action), point: $0) }
    }
  }

  init(_ lock: DoorLock) { lines = [Line(role: .lock, point: lock.point)] }

  /// A unit that is only read.
  init() { lines = [] }

  /// The writes of a command in order: release what opposes it, make an edge, command.
  func writes(for action: BarrierAction) -> [OutputWrite] {
    var writes: [OutputWrite] = []
    let own = lines.first { $0.role == OutputRole(action) }
    for line in lines where line.role != OutputRole(action) && line.point.at != own?.point.at {
      // A stop without an output of its own is its releases: they are written whatever is believed.
      if !line.isReleased || own == nil, let release = line.release { writes.append(release) }
    }
    guard let own else { return writes }
    guard let pulse = own.point.pulse else { return writes + [own.on(for: nil)] }
    if !own.isReleased, own.releaseDue == nil, let release = own.release { writes.append(release) }
    return writes + (own.timed(for: pulse.span) ?? [own.on(for: pulse.span)])
  }

  /// The writes of a command to a lock; none when it cannot be carried out.
  func writes(for action: DoorAction) -> [OutputWrite] {
    guard let lock = lines.first(where: { $0.role == .lock }) else { return [] }
    switch action {
    case .release(let span):
      let span = lock.point.pulse?.span ?? min(max(span, DoorLock.releaseMin), DoorLock.releaseMax)
      return lock.timed(for: span) ?? [lock.on(for: span)]
    case .holdReleased: return lock.point.pulse == nil ? [lock.on(for: nil)] : []
    case .secure: return lock.release.map { [$0] } ?? []
    }
  }

  /// The device acknowledged a write.
  mutating func wrote(_ write: OutputWrite, at now: Moment) {
    let index = lines.firstIndex { $0.role == write.role }
    switch write.effect {
    case .prepare: return
    case .boardTimed: doubt(write, at: now)
    case .on, .release: learn(write.at, is: write.value)
    }
    guard let index else { return }
    (lines[index].releaseDue, lines[index].holdDue) = (nil, nil)
    (lines[index].isHeld, lines[index].isOverdue) = (false, false)
    guard case .on(let span) = write.effect else { return }
    lines[index].releaseDue = span.map { now + $0 }
    lines[index].isHeld = write.role == .lock && span == nil
    if lines[index].isHeld, lines[index].timedUntil > now { lines[index].holdDue = lines[index].timedUntil }
  }

  /// A value that was acknowledged.
  mutating func learn(_ address: WireAddress, is value: UInt16) {
    for index in lines.indices where lines[index].point.at == address { lines[index].value = value }
  }

  /// A value that was read back: a lock that holds needs no securing any more.
  mutating func readBack(_ address: WireAddress, is value: UInt16) {
    learn(address, is: value)
    for index in lines.indices where lines[index].point.at == address && lines[index].isReleased {
      (lines[index].releaseDue, lines[index].isOverdue) = (nil, false)
    }
  }

  /// Nobody knows what this output holds, whether it was written or not. A lock is secured all the same.
  mutating func doubt(_ write: OutputWrite, at now: Moment) {
    for index in lines.indices where lines[index].role == write.role || lines[index].point.at == write.at {
      lines[index].value = nil
    }
    guard write.role == .lock, let index = lines.firstIndex(where: { $0.role == .lock }) else { return }
    switch write.effect {
    case .on(let span?): lines[index].releaseDue = now + span
    case .release where lines[index].releaseDue != nil:
      lines[index].releaseDue = now + Self.securePause
      lines[index].isOverdue = true
    case .boardTimed(let span): lines[index].timedUntil = now + span
    case .on, .release, .prepare: break
    }
  }

  /// A newer decision wants the lock released: what was to secure it is off, even if that decision cannot
  /// be carried out.
  mutating func cancelSecuring() {
    for index in lines.indices where lines[index].role == .lock { lines[index].releaseDue = nil }
  }

  /// A newer decision wants the lock to hold: it is not told again to stay released.
  mutating func cancelHolding() {
    for index in lines.indices where lines[index].role == .lock { lines[index].holdDue = nil }
  }

  /// The device went away: nothing is known, and no running pulse is ended by us (P5). Only a lock is
  /// secured once it can be: that is the end of the same decision, not a new one.
  mutating func forget() {
    for index in lines.indices {
      lines[index].value = nil
      if lines[index].role != .lock { lines[index].releaseDue = nil }
    }
  }

  /// The write that falls due next without a new command: the end of a pulse, or a hold to be renewed.
  var nextRelease: (write: OutputWrite, due: Moment)? {
    var next: (write: OutputWrite, due: Moment)?
    func consider(_ write: OutputWrite?, _ due: Moment?) {
      if let write, let due, next.map({ due < $0.due }) ?? true { next = (write, due) }
    }
    for line in lines {
      consider(line.release, line.releaseDue)
      consider(line.on(for: nil), line.holdDue)
    }
    return next
  }

  /// Ends of pulses and releases that are under way.
  var running: [OutputWrite] { lines.compactMap { $0.releaseDue == nil ? nil : $0.release } }

  /// Outputs that are on although nothing of ours wants them so.
  var strays: [OutputWrite] {
    lines.compactMap { line in
      let ends = line.point.pulse != nil || line.role == .lock
      return ends && line.isOn && line.releaseDue == nil && !line.isHeld ? line.release : nil
    }
  }

  /// A lock that should hold by now, and could not be told so.
  var overdue: OutputWrite? { lines.first { $0.isOverdue }?.release }
}
