import AccessModel

/// What one step writes down: effects in order, open alarms, and the numbers that make identifiers unique.
struct Ledger: Sendable {
  /// Counts the runs of the daemon on this journal, so that identifiers never repeat.
  let run: UInt32
  var now: Now
  var effects: [GateEffect] = []
  /// Open alarms, oldest first, and since when by the monotonic clock.
  private(set) var open: [(alarm: Alarm, since: Moment)] = []
  /// False while the journal cannot commit and the site holds its lanes: no command may be thought of (P1).
  var mayCommand = true
  private var count: UInt64 = 0

  /// Open alarms kept at the same time; beyond it the oldest of the lowest priority gives way.
  static let alarmsMax = 512

  init(run: UInt32, now: Now, alarms: [Alarm]) {
    self.run = run
    self.now = now
    // How long a restored alarm has been open, only the civil clock can say; one that is behind says nothing.
    open = alarms.map { alarm in
      let age = min(max(now.civil - alarm.raisedAt, .zero), GateKeeper.hitLapse)
      return (alarm, now.moment + Span(nanoseconds: -age.nanoseconds))
    }
  }

  var alarms: [Alarm] { open.map(\.alarm) }

  /// Numbers commands, decisions and hits alike.
  mutating func nextNumber() -> UInt64 {
    count += 1
    return count
  }

  mutating func nextIdentifier() -> String { "\(run)-\(nextNumber())" }

  mutating func record(_ fact: GateFact, lane: LaneID? = nil, isUnlisted: Bool = false) {
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

  func isOpen(_ code: AlarmCode, _ subject: String) -> Bool { index(code, subject) != nil }

  mutating func raise(_ code: AlarmCode, _ subject: String, lane: LaneID? = nil, what: String) {
    // Recorded once; what is shown of it is its newest cause.
    if let index = index(code, subject) { return open[index].alarm.what = what }
    if open.count >= Self.alarmsMax, let least = open.indices.min(by: { urgency($0) < urgency($1) }) {
      record(.alarmCleared(open.remove(at: least).alarm))
    }
    let alarm = Alarm(code: code, subject: subject, lane: lane, what: what, raisedAt: now.civil)
    open.append((alarm, now.moment))
    record(.alarmRaised(alarm), lane: lane)
  }

  mutating func clear(_ code: AlarmCode, _ subject: String) {
    guard let index = index(code, subject) else { return }
    let alarm = open.remove(at: index).alarm
    record(.alarmCleared(alarm), lane: alarm.lane)
  }

  private func index(_ code: AlarmCode, _ subject: String) -> Int? {
    open.firstIndex { $0.alarm.code == code && $0.alarm.subject == subject }
  }

  /// Lowest first; among equals the oldest gives way.
  private func urgency(_ index: Int) -> (Int, Int) {
    switch open[index].alarm.code.priority {
    case .critical: (2, index)
    case .high: (1, index)
    case .low: (0, index)
    }
  }
}
