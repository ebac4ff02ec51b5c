import AccessModel
import SiteJournal

/// Facts that wait in memory while the journal cannot commit; bounded, oldest first.
struct JournalOutage {
  private(set) var pending: [GateEvent] = []
  /// Facts given up since the outage began.
  private(set) var dropped = 0
  private(set) var error: JournalError?

  private var triedAt = Moment.zero

  static let eventsMax = 10_000
  static let retry = Span.milliseconds(500)

  var isOn: Bool { error != nil }

  mutating func begin(_ error: JournalError, at now: Moment) {
    if self.error == nil || errorUntilRetry(now) == nil { triedAt = now }
    self.error = error
  }

  /// A failing disk may take seconds to say so: it is asked again only now and then.
  func errorUntilRetry(_ now: Moment) -> JournalError? { now - triedAt < Self.retry ? error : nil }

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
    error = nil
    dropped = 0
  }
}
