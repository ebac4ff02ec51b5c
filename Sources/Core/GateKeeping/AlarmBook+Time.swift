import AccessModel

/// What time does to alarms.
extension AlarmBook {
  /// When `review` is due next.
  var deadline: Moment? {
    var first = Earliest()
    for index in entries.indices {
      first.take(entries[index].shelf?.until)
      first.take(entries[index].escalateAt)
      first.take(entries[index].quietAt)
      first.take(entries[index].confirmBy)
      if entries[index].isActive, entries[index].alarm.code.lapses {
        first.take(entries[index].since + rules.hitLapse)
      }
    }
    if isActive(.alarmFlood, Self.floodSubject) { first.take(pace.calmAt) }
    return first.moment
  }

  mutating func review(now: Now) -> [GateFact] {
    var facts: [GateFact] = []
    for number in entries.map(\.alarm.number) {
      // Several things may be due of one alarm, and each may remove it.
      while let index = entries.firstIndex(where: { $0.alarm.number == number }) {
        let next = review(index, now: now)
        if next.isEmpty { break }
        facts += next
      }
    }
    if isActive(.alarmFlood, Self.floodSubject), pace.isCalm(now: now.moment) {
      facts += clear(.alarmFlood, Self.floodSubject, now: now)
    }
    return facts
  }

  private mutating func review(_ index: Int, now: Now) -> [GateFact] {
    func isDue(_ moment: Moment?) -> Bool { moment.map { $0 <= now.moment } ?? false }
    let entry = entries[index]
    if isDue(entry.shelf?.until) { return takeDown(index, by: nil, reason: nil) }
    // By the monotonic clock: a civil clock that is set must not end what nobody has seen.
    let isLapsed = entry.alarm.code.lapses && now.moment - entry.since >= rules.hitLapse
    if entry.isActive, isLapsed || isDue(entry.quietAt) || isDue(entry.confirmBy) {
      return settle(index, now: now)
    }
    guard isDue(entry.escalateAt) else { return [] }
    guard let span = rules.escalateAfter, entry.acknowledged == nil else {
      entries[index].escalateAt = nil
      return []
    }
    entries[index].escalations += 1
    let isLast = entries[index].escalations >= Self.escalationsMax
    entries[index].escalateAt = isLast ? nil : now.moment + span
    return [
      .alarmEscalated(AlarmHandling(alarm: entry.alarm, escalation: entries[index].escalations))
    ]
  }
}
