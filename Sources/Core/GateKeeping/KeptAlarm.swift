public import AccessModel

/// An alarm as it stood when the last run ended.
public struct KeptAlarm: Hashable, Sendable {
  public var alarm: Alarm
  public var isActive: Bool
  public var acknowledgedBy: String?
  public var acknowledgedAt: CivilTime?
  public var shelvedBy: String?
  public var shelvedUntil: CivilTime?
  public var occurrences: Int
  public var escalations: Int

  public init(
    alarm: Alarm, isActive: Bool, acknowledgedBy: String? = nil, acknowledgedAt: CivilTime? = nil,
    shelvedBy: String? = nil, shelvedUntil: CivilTime? = nil, occurrences: Int = 1, escalations: Int = 0
  ) {
    self.alarm = alarm
    self.isActive = isActive
    self.acknowledgedBy = acknowledgedBy
    self.acknowledgedAt = acknowledgedAt
    self.shelvedBy = shelvedBy
    self.shelvedUntil = shelvedUntil
    self.occurrences = occurrences
    self.escalations = escalations
  }
}

extension AlarmBook {
  /// What a root explains comes again by itself; a flood is of its own hour.
  var kept: [KeptAlarm] {
    entries.filter { $0.isRecorded && $0.alarm.code != .alarmFlood }.map { entry in
      KeptAlarm(
        alarm: entry.alarm, isActive: entry.isActive, acknowledgedBy: entry.acknowledged?.operatorName,
        acknowledgedAt: entry.acknowledged?.at, shelvedBy: entry.shelf?.operatorName,
        shelvedUntil: entry.shelf?.civilUntil, occurrences: entry.occurrences,
        escalations: entry.escalations)
    }
  }

  /// Takes what the last run left; writes nothing. How long it stood, only the civil clock can say; one that
  /// is behind says nothing.
  mutating func restore(_ kept: [KeptAlarm], count last: UInt64, now: Now) {
    count = max(last, kept.map(\.alarm.number).max() ?? 0)
    entries = kept.suffix(Self.alarmsMax).map { one in
      let age = min(max(now.civil - one.alarm.raisedAt, .zero), rules.hitLapse)
      var entry = Entry(
        alarm: one.alarm, since: now.moment + Span(nanoseconds: -age.nanoseconds), isActive: one.isActive)
      entry.occurrences = one.occurrences
      entry.escalations = one.escalations
      if let name = one.acknowledgedBy, let at = one.acknowledgedAt {
        entry.acknowledged = Acknowledgement(operatorName: name, at: at)
      }
      if let name = one.shelvedBy, let until = one.shelvedUntil {
        let rest = min(max(until - now.civil, .zero), rules.shelveMax)
        entry.shelf = Shelf(operatorName: name, until: now.moment + rest, civilUntil: until)
      }
      if one.isActive, !one.alarm.code.lapses { entry.confirmBy = now.moment + Self.confirmSpan }
      if one.alarm.code.priority == .critical, entry.acknowledged == nil, let span = rules.escalateAfter {
        entry.escalateAt = entry.escalations < Self.escalationsMax ? now.moment + span : nil
      }
      return entry
    }
    for alarm in entries.map(\.alarm) where alarm.code == .deviceOffline { gather(under: alarm) }
  }
}

/// A claim that waited for people when the last run ended.
public struct KeptHit: Hashable, Sendable {
  public var hit: WatchlistHit
  public var lane: LaneID
  public var claimedAt: CivilTime
  public var isLive: Bool
  public var voices: [HitVoice]

  public init(hit: WatchlistHit, lane: LaneID, claimedAt: CivilTime, isLive: Bool, voices: [HitVoice]) {
    self.hit = hit
    self.lane = lane
    self.claimedAt = claimedAt
    self.isLive = isLive
    self.voices = voices
  }

  init(_ entry: HitBook.Entry) {
    self.init(
      hit: entry.hit, lane: entry.lane, claimedAt: entry.claimedAt, isLive: entry.isLive,
      voices: entry.voices)
  }

  func entry(now: Now, lapse: Span) -> HitBook.Entry {
    let age = min(max(now.civil - claimedAt, .zero), lapse)
    return HitBook.Entry(
      hit: hit, lane: lane, claimedAt: claimedAt, since: now.moment + Span(nanoseconds: -age.nanoseconds),
      isLive: isLive, voices: voices)
  }
}
