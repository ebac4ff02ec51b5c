import AccessModel
import ShellOrder
import SiteJournal

/// Finds what belongs to one event, by keys and bounded neighbourhoods: never by passing over the journal.
struct ExplainSearch: Sendable {
  enum Answer: Sendable {
    case found(ExplainedCase)
    /// It is past its time (P10). A decision may as well never have been: only its run is known.
    case letGo
    case unknown
  }

  let journal: Journal

  /// A decision stands this many rows behind what it is made of, at most: claims and alarms come between.
  private static let rowsBefore: Int64 = 64
  private static let (pageRows, pagesAfterMax) = (50, 40)
  private static let topicRowsMax = 100
  /// What the iron does later than this is another matter, unless the passage lasts longer.
  private static let spanAfter = Span.seconds(180)

  /// Types that can follow from a decision.
  private static let near = Set(
    [
      ExplainedKind.decided, .barrierCommanded, .barrierAnswered, .barrierMoved, .doorAnswered, .doorChanged,
      .alarmRaised,
    ].map(\.rawValue))

  func find(_ text: String) throws(JournalError) -> Answer {
    guard let stored = try event(text) else { return try wasRecorded(text) ? .letGo : .unknown }
    let root = try root(of: ExplainedEvent(stored))
    var found = ExplainedCase(about: root)
    if root.isOf(.decided) {
      let earlier = try neighbours(before: root)
      found.before = source(of: root, in: earlier)
      found.order = earlier.last {
        $0.isOf(.operatorCommanded) && $0.fact.operator == root.fact.operator
      }
      found.after = try consequences(of: root)
    } else if root.isOf(.hitPending) {
      found.before = source(of: root, in: try neighbours(before: root))
      found.after = try topic(of: root).filter { $0.stored.id > root.stored.id }
    } else if root.isOf(.alarmRaised) {
      // Raised once and cleared once, before it can be raised again.
      found.after = try journal.events(topic: root.stored.topic ?? "", after: root.stored.id, limit: 1)
        .map(ExplainedEvent.init)
    }
    return .found(found)
  }

  private func event(_ text: String) throws(JournalError) -> StoredEvent? {
    if let row = row(text) { return try journal.event(row) }
    if let (stream, sequence) = place(text) {
      return try journal.event(stream: stream, sequence: sequence)
    }
    let topic = Self.topic(text)
    if let head = try head(of: topic) { return head.stored }
    return try journal.events(topic: topic, through: .max, limit: 1).first
  }

  /// A row number, alone or behind the journal's id.
  private func row(_ text: String) -> Int64? {
    Int64(text) ?? (text.hasPrefix(journal.id + "-") ? Int64(text.dropFirst(journal.id.count + 1)) : nil)
  }

  private func place(_ text: String) -> (stream: String, sequence: Int64)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let stream = EventStream(rawValue: String(parts[0])),
      let sequence = Int64(parts[1])
    else { return nil }
    return (stream.rawValue, sequence)
  }

  /// An alarm about a claim is found by the claim.
  private static func topic(_ text: String) -> String {
    for code in [AlarmCode.watchlistHit, .watchlistLookAlike] where text.hasPrefix(code.rawValue + "/") {
      return String(text.dropFirst(code.rawValue.count + 1))
    }
    return text
  }

  private func wasRecorded(_ text: String) throws(JournalError) -> Bool {
    if let row = row(text) { return row > 0 && row <= journal.usage().events }
    if let (stream, sequence) = place(text) {
      let last = try journal.backlog().first { $0.stream == stream }?.lastSequence ?? 0
      return sequence > 0 && sequence <= last
    }
    // Of a decision only its run is known to have been.
    let parts = text.split(separator: "-").map { UInt32($0) }
    guard parts.count == 2, let run = parts[0], parts[1] != nil else { return false }
    return run > 0 && run <= RunCounter.last(in: journal)
  }

  /// The matter that an event belongs to: itself, where it belongs to none.
  private func root(of event: ExplainedEvent) throws(JournalError) -> ExplainedEvent {
    if event.isOf(.decided) || event.isOf(.hitPending) { return event }
    if let topic = event.stored.topic {
      if let head = try head(of: topic) { return head }
      return try journal.events(topic: topic, through: event.stored.id, limit: 2).map(ExplainedEvent.init)
        .last { $0.isOf(.alarmRaised) } ?? event
    }
    if event.isOf(.read) || event.isOf(.shown) {
      let later = try journal.events(after: event.stored.id, limit: Int(Self.rowsBefore)).map(
        ExplainedEvent.init)
      return later.first { $0.isOf(.decided) && isSource(event, of: $0) } ?? event
    }
    guard event.fact.barrier != nil || event.fact.door != nil else { return event }
    let commands = try neighbours(before: event).filter { isCommand($0, behind: event) }
    guard let command = commands.last, let topic = command.stored.topic else { return event }
    return try head(of: topic) ?? event
  }

  /// The decision or claim that a topic begins with.
  private func head(of topic: String) throws(JournalError) -> ExplainedEvent? {
    try journal.events(topic: topic, limit: 1).map(ExplainedEvent.init)
      .first { $0.isOf(.decided) || $0.isOf(.hitPending) }
  }

  private func isCommand(_ command: ExplainedEvent, behind event: ExplainedEvent) -> Bool {
    guard command.isOf(.barrierCommanded) || command.isOf(.doorCommanded),
      command.fact.barrier == event.fact.barrier, command.fact.door == event.fact.door
    else { return false }
    return event.fact.command == nil || event.fact.command == command.fact.command
  }

  private func source(of root: ExplainedEvent, in earlier: [ExplainedEvent]) -> ExplainedEvent? {
    earlier.last { ($0.isOf(.read) || $0.isOf(.shown)) && isSource($0, of: root) }
  }

  private func isSource(_ event: ExplainedEvent, of root: ExplainedEvent) -> Bool {
    event.fact.accessPoint == root.fact.accessPoint && event.fact.plate == root.fact.plate
      && event.fact.credential == root.fact.credential && root.fact.operator == nil
  }

  private func neighbours(before event: ExplainedEvent) throws(JournalError) -> [ExplainedEvent] {
    try journal.events(after: event.stored.id - Self.rowsBefore - 1, limit: Int(Self.rowsBefore))
      .filter { $0.id < event.stored.id }.map(ExplainedEvent.init)
  }

  /// What happened at the same place until, the passage over, another decision moves its iron.
  private func neighbours(
    after root: ExplainedEvent, passedAt row: Int64, until end: CivilTime
  ) throws(JournalError) -> [ExplainedEvent] {
    var found: [ExplainedEvent] = []
    var last = root.stored.id
    for _ in 0..<Self.pagesAfterMax {
      let page = try journal.events(after: last, limit: Self.pageRows)
      for stored in page {
        guard stored.time <= end else { return found }
        // A lane is its events' subject: what happens at others need not be read.
        guard Self.near.contains(stored.type),
          root.fact.lane == nil || stored.subject == root.stored.subject
        else { continue }
        let event = ExplainedEvent(stored)
        if stored.id > row, isNext(event, after: root) { return found }
        found.append(event)
      }
      guard let newest = page.last?.id else { return found }
      last = newest
    }
    return found
  }

  private func isNext(_ event: ExplainedEvent, after root: ExplainedEvent) -> Bool {
    if event.isOf(.decided) { return event.fact.accessPoint == root.fact.accessPoint }
    guard let decision = event.fact.decision else { return false }
    return event.isOf(.barrierCommanded) && decision != root.fact.decision
  }

  private func topic(of event: ExplainedEvent) throws(JournalError) -> [ExplainedEvent] {
    let topic = event.stored.topic ?? ""
    let oldest = try journal.events(topic: topic, limit: Self.topicRowsMax)
    // A vehicle that stands before a camera is read again and again between.
    let newest = try journal.events(topic: topic, through: .max, limit: Self.topicRowsMax)
    let seen = oldest.last?.id ?? 0
    return (oldest + newest.filter { $0.id > seen }).map(ExplainedEvent.init)
  }

  /// Commands, answers, movements, the end of the passage, and claims and alarms at the same place.
  private func consequences(of root: ExplainedEvent) throws(JournalError) -> [ExplainedEvent] {
    let own = try topic(of: root).filter {
      $0.stored.id > root.stored.id && !$0.isOf(.read) && !$0.isOf(.shown)
    }
    let commands = Set(own.compactMap(\.fact.command))
    let barriers = Set(own.compactMap(\.fact.barrier))
    let doors = Set(own.compactMap(\.fact.door))
    let end = max(root.stored.time + Self.spanAfter, own.last?.stored.time ?? root.stored.time)
    let passed = own.last { $0.isOf(.taken) || $0.isOf(.notTaken) || $0.isOf(.unconfirmed) }
    let near = try neighbours(after: root, passedAt: passed?.stored.id ?? 0, until: end)
    let theirs = near.filter { event in
      if event.isOf(.barrierAnswered) || event.isOf(.doorAnswered) {
        return event.fact.command.map(commands.contains) ?? false
      }
      if event.isOf(.barrierMoved) { return event.fact.barrier.map(barriers.contains) ?? false }
      if event.isOf(.doorChanged) { return event.fact.door.map(doors.contains) ?? false }
      return event.isOf(.alarmRaised) && event.fact.lane != nil && event.fact.lane == root.fact.lane
    }
    return (own + theirs).sorted { $0.stored.id < $1.stored.id }
  }
}
