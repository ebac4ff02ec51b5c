internal import AccessModel

/// Facts that wait in memory while the journal cannot commit; bounded, oldest first.
struct JournalOutage {
  private(set) var pending: [GateEvent] = []
  /// Facts given up since the outage began.
  private(set) var dropped = 0
  /// The journal refused, and has taken nothing since.
  private(set) var isOn = false

  private var triedAt = Moment.zero

  static let eventsMax = 10_000
  static let retry = Span.milliseconds(500)

  mutating func begin(at now: Moment) {
    if !waits(at: now) { triedAt = now }
    isOn = true
  }

  /// A failing disk may take seconds to say so: it is asked again only now and then.
  func waits(at now: Moment) -> Bool { isOn && now - triedAt < Self.retry }

  mutating func keep(_ events: [GateEvent]) {
    pending += events
    let excess = pending.count - Self.eventsMax
    if excess > 0 {
      pending.removeFirst(excess)
      dropped += excess
    }
  }

  /// Everything pending is on disk now.
  mutating func flushed() { pending.removeAll() }

  mutating func end() {
    isOn = false
    dropped = 0
  }
}
