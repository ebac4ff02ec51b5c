import AccessModel

/// The alarms that stand: raised, acknowledged, returned, shelved (ISA-18.2, IEC 62682); what it answers is
/// to be recorded.
struct AlarmBook: Sendable {
  struct Entry: Hashable, Sendable {
    var alarm: Alarm
    /// Of this occurrence.
    var since: Moment
    var isActive = true
    var acknowledged: Acknowledgement?
    var shelf: Shelf?
    /// The alarm that explains it: it is listed under that one and not raised by itself.
    var root: UInt64?
    /// Its raising was recorded: not so of one that its root explained from the start.
    var isRecorded = true
    var occurrences = 1
    var escalations = 0
    var escalateAt: Moment?
    /// It chatters: over only when it has been quiet until then.
    var quietAt: Moment?
    /// Of the last run: over unless something says by then that it is still so.
    var confirmBy: Moment?
  }

  struct Acknowledgement: Hashable, Sendable {
    var operatorName: String
    var at: CivilTime
  }

  struct Shelf: Hashable, Sendable {
    var operatorName: String
    var until: Moment
    var civilUntil: CivilTime
  }

  /// Oldest first.
  var entries: [Entry] = []
  var rules: AlarmRules
  var owners: AlarmOwners
  /// The number of the alarm that was raised last.
  var count: UInt64 = 0
  var pace: AlarmPace

  /// Alarms kept at the same time; beyond it the oldest of the lowest priority gives way.
  static let alarmsMax = 512
  /// Nobody is called more often for one alarm.
  static let escalationsMax = 20
  /// What the last run left stands for so long until something confirms it.
  static let confirmSpan = Span.seconds(120)

  init(_ layout: SiteLayout) {
    rules = layout.alarms
    owners = AlarmOwners(layout)
    pace = AlarmPace(layout.alarms)
  }

  mutating func adopt(_ layout: SiteLayout) {
    rules = layout.alarms
    owners = AlarmOwners(layout)
    pace.adopt(layout.alarms)
  }

  func index(_ code: AlarmCode, _ subject: String) -> Int? {
    // By position: a closure over whole entries would copy each one.
    for index in entries.indices
    where entries[index].alarm.code == code && entries[index].alarm.subject == subject { return index }
    return nil
  }

  func isActive(_ code: AlarmCode, _ subject: String) -> Bool {
    index(code, subject).map { entries[$0].isActive } ?? false
  }

  /// Whether an alarm of this code stands; nil where only one of the last run does, that nothing has
  /// confirmed.
  func holds(_ code: AlarmCode, _ subject: String?) -> Bool? {
    var isKnown = true
    for index in entries.indices where entries[index].alarm.code == code && entries[index].isActive {
      guard subject == nil || entries[index].alarm.subject == subject else { continue }
      if entries[index].confirmBy == nil { return true }
      isKnown = false
    }
    return isKnown ? false : nil
  }

  // MARK: - raise

  /// The same cause is raised once; what is shown of it is its newest sentence.
  mutating func raise(_ alarm: Alarm, now: Now) -> [GateFact] {
    if let index = index(alarm.code, alarm.subject) { return raiseAgain(index, alarm, now: now) }
    var facts: [GateFact] = []
    if entries.count >= Self.alarmsMax {
      guard let gone = makeRoom(for: alarm, now: now) else {
        var lost = alarm
        lost.annunciation = .listed
        return [.alarmRaised(lost)]
      }
      facts = gone
    }
    return facts + enter(alarm, now: now)
  }

  private mutating func raiseAgain(_ index: Int, _ alarm: Alarm, now: Now) -> [GateFact] {
    entries[index].alarm.what = alarm.what
    entries[index].confirmBy = nil
    if entries[index].isActive {
      guard entries[index].quietAt != nil else { return [] }
      entries[index].quietAt = nil
      entries[index].occurrences += 1
      pace.note(alarm.code, alarm.subject, now: now.moment)
      return []
    }
    entries[index].isActive = true
    entries[index].since = now.moment
    entries[index].occurrences += 1
    entries[index].acknowledged = nil
    entries[index].alarm.raisedAt = now.civil
    entries[index].alarm.sightings = alarm.sightings
    entries[index].alarm.annunciation = alarm.annunciation
    entries[index].root = root(of: alarm)
    return entries[index].root == nil ? announce(alarm.code, alarm.subject, now: now) : []
  }

  private mutating func enter(_ alarm: Alarm, now: Now) -> [GateFact] {
    count += 1
    var entry = Entry(alarm: alarm, since: now.moment)
    entry.alarm.number = count
    entry.root = root(of: alarm)
    entry.isRecorded = entry.root == nil
    entries.append(entry)
    guard entry.isRecorded else { return [] }
    return announce(alarm.code, alarm.subject, now: now)
  }

  /// Records a raising, and the flood that it may be part of.
  private mutating func announce(_ code: AlarmCode, _ subject: String, now: Now) -> [GateFact] {
    pace.note(code, subject, now: now.moment)
    let wasFlood = isActive(.alarmFlood, Self.floodSubject)
    var facts: [GateFact] = []
    if code != .alarmFlood, !wasFlood, pace.isFlood(now: now.moment) {
      let what =
        "more than \(rules.floodCount) alarms within \(rules.floodSpan.milliseconds / 1000) s: what is not "
        + "critical is recorded and not called out"
      let flood = Alarm(code: .alarmFlood, subject: Self.floodSubject, what: what, raisedAt: now.civil)
      facts += raise(flood, now: now)
    }
    // By name: the flood may have taken a place.
    guard let index = index(code, subject) else { return facts }
    let isCritical = code.priority == .critical
    let isDrowned = code != .alarmFlood && !isCritical && isActive(.alarmFlood, Self.floodSubject)
    if isDrowned || entries[index].shelf != nil { entries[index].alarm.annunciation = .listed }
    if isCritical, let span = rules.escalateAfter {
      entries[index].escalateAt = entries[index].escalateAt ?? now.moment + span
    }
    if code == .deviceOffline { gather(under: entries[index].alarm) }
    return facts + [.alarmRaised(entries[index].alarm)]
  }

  static let floodSubject = "site"

  /// The least urgent gives way, but never to one that is less urgent; nil when there is none.
  private mutating func makeRoom(for alarm: Alarm, now: Now) -> [GateFact]? {
    guard let least = entries.indices.min(by: { urgency($0) < urgency($1) }),
      entries[least].alarm.code.priority.urgency <= alarm.code.priority.urgency
    else { return nil }
    return remove(least, now: now)
  }

  /// What is over goes before what is not, the oldest first.
  private func urgency(_ index: Int) -> (Int, Int, Int) {
    (entries[index].alarm.code.priority.urgency, entries[index].isActive ? 1 : 0, index)
  }

  // MARK: - clear

  /// The cause is over. What latches stands until somebody acknowledges it.
  mutating func clear(_ code: AlarmCode, _ subject: String, now: Now) -> [GateFact] {
    guard let index = index(code, subject), entries[index].isActive else { return [] }
    if pace.chatters(code, subject, now: now.moment) {
      entries[index].quietAt = entries[index].quietAt ?? now.moment + AlarmPace.chatterSpan
      return []
    }
    return settle(index, now: now)
  }

  mutating func settle(_ index: Int, now: Now) -> [GateFact] {
    entries[index].isActive = false
    (entries[index].quietAt, entries[index].confirmBy) = (nil, nil)
    let entry = entries[index]
    let isLatched = entry.alarm.code.latches && entry.acknowledged == nil && entry.root == nil
    if !isLatched, entry.shelf == nil { entries.remove(at: index) }
    var facts: [GateFact] = entry.isRecorded ? [.alarmCleared(entry.alarm)] : []
    if entry.alarm.code == .deviceOffline { facts += scatter(from: entry.alarm.number, now: now) }
    return facts
  }

  /// What a new settings file no longer has: nothing will ever tell of it, nor need anybody.
  mutating func drop(_ number: UInt64, now: Now) -> [GateFact] {
    entries.firstIndex { $0.alarm.number == number }.map { remove($0, now: now) } ?? []
  }

  private mutating func remove(_ index: Int, now: Now) -> [GateFact] {
    let gone = entries.remove(at: index)
    let facts: [GateFact] = gone.isRecorded && gone.isActive ? [.alarmCleared(gone.alarm)] : []
    return facts + scatter(from: gone.alarm.number, now: now)
  }

  // MARK: - groups

  private func root(of alarm: Alarm) -> UInt64? {
    guard alarm.code.priority != .critical, let device = owners.device(behind: alarm) else { return nil }
    return index(.deviceOffline, device.rawValue).map { entries[$0] }
      .flatMap { $0.isActive ? $0.alarm.number : nil }
  }

  /// A device is lost: what its loss explains goes under it.
  mutating func gather(under alarm: Alarm) {
    for index in entries.indices where entries[index].alarm.code.priority != .critical {
      guard owners.device(behind: entries[index].alarm)?.rawValue == alarm.subject else { continue }
      entries[index].root = alarm.number
    }
  }

  /// The device is back: what is still so now speaks for itself.
  private mutating func scatter(from root: UInt64, now: Now) -> [GateFact] {
    var facts: [GateFact] = []
    for number in entries.filter({ $0.root == root }).map(\.alarm.number) {
      guard let index = entries.firstIndex(where: { $0.alarm.number == number }) else { continue }
      entries[index].root = nil
      let entry = entries[index]
      guard !entry.isRecorded else { continue }
      entries[index].isRecorded = true
      facts += announce(entry.alarm.code, entry.alarm.subject, now: now)
    }
    return facts
  }
}

extension AlarmPriority {
  /// Greater is more urgent.
  var urgency: Int {
    switch self {
    case .critical: 2
    case .high: 1
    case .low: 0
    }
  }
}
