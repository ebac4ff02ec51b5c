/// A VEVENT: when it first begins, how long it lasts, and on which days it begins again.
struct CalendarEvent: Hashable, Sendable {
  static let durationSecondsMax = 7 * LocalTime.secondsPerDay
  static let datesMax = 366

  /// Of DTSTART and of all that follow, as the clock on the wall shows it.
  let start: LocalTime
  let duration: Int
  let rule: Recurrence?
  /// EXDATE: whole days, or beginnings.
  let excludedDays: [Int]
  let excludedStarts: [Int]
  /// RDATE: beginnings, ascending.
  let extraStarts: [Int]

  private let days: DaySet

  init(
    start: LocalTime, duration: Int, rule: Recurrence?, excludedDays: [Int] = [], excludedStarts: [Int] = [],
    extraStarts: [Int] = []
  ) {
    self.start = start
    self.duration = duration
    self.rule = rule
    self.excludedDays = excludedDays.sorted()
    self.excludedStarts = excludedStarts.sorted()
    self.extraStarts = extraStarts.sorted().filter { extra in
      !excludedStarts.contains(extra) && !excludedDays.contains(LocalTime(seconds: extra).day)
    }
    var days = DaySet()
    if let rule { days = rule.days(from: start) } else { days.insert(start.day) }
    for day in excludedDays { days.remove(day) }
    for excluded in excludedStarts where LocalTime(seconds: excluded).secondOfDay == start.secondOfDay {
      days.remove(LocalTime(seconds: excluded).day)
    }
    self.days = days
  }

  /// The instant after which the rule begins no more, as the clock of the zone shows it.
  func lastStart(in zone: ZoneRules) -> Int {
    guard case .instant(let until) = rule?.end else { return .max }
    return until + zone.offset(at: until)
  }

  /// Whether some occurrence covers the local second.
  func covers(_ local: LocalTime, in zone: ZoneRules) -> Bool {
    // The earliest day on which an occurrence may have begun that is not over.
    for day in LocalTime(seconds: local.seconds - duration + 1).day...local.day where days.contains(day) {
      let begin = day * LocalTime.secondsPerDay + start.secondOfDay
      if begin <= local.seconds, local.seconds < begin + duration, begin <= lastStart(in: zone) {
        return true
      }
    }
    return extraStarts.contains { $0 <= local.seconds && local.seconds < $0 + duration }
  }

  /// Whether some occurrence touches the local day.
  func touches(day: Int, in zone: ZoneRules) -> Bool {
    let dayStart = day * LocalTime.secondsPerDay
    let dayEnd = dayStart + LocalTime.secondsPerDay
    for first in LocalTime(seconds: dayStart - duration + 1).day...day where days.contains(first) {
      let begin = first * LocalTime.secondsPerDay + start.secondOfDay
      if begin < dayEnd, begin + duration > dayStart, begin <= lastStart(in: zone) { return true }
    }
    return extraStarts.contains { $0 < dayEnd && $0 + duration > dayStart }
  }

  /// The smallest beginning or end after a local second and at most a day later; nil when there is none.
  func boundary(after local: LocalTime) -> Int? {
    var nearest: Int?
    func consider(_ begin: Int) {
      for edge in [begin, begin + duration] where edge > local.seconds && edge < nearest ?? .max {
        nearest = edge
      }
    }
    for day in LocalTime(seconds: local.seconds - duration + 1).day...local.day + 1 where days.contains(day) {
      consider(day * LocalTime.secondsPerDay + start.secondOfDay)
    }
    extraStarts.forEach(consider)
    return nearest
  }
}
