public import AccessModel

/// When something applies: weekly hours, calendar events, and special days that replace both.
///
/// Everything is by the clock on the wall: what does not exist there (02:30 in spring) never applies, what
/// is there twice (01:30 in autumn) applies twice. A special day replaces from midnight to midnight.
public struct Schedule: Hashable, Sendable {
  /// Seconds of the week; Monday 00:00 is 0.
  var weekly = TimeRanges()
  var events: [CalendarEvent] = []
  var specialDays: [SpecialDays] = []

  static let eventsMax = 16
  static let specialDaysMax = 64
  /// `nextChange` looks no further.
  public static let lookAheadDaysMax = 5 * 366

  /// At every instant.
  public static let always: Schedule = {
    var schedule = Schedule()
    schedule.weekly.insert(0..<7 * LocalTime.secondsPerDay)
    return schedule
  }()

  init() {}

  /// Whether the schedule applies at an instant, read off the clock of a zone.
  public func isActive(at time: CivilTime, in zone: ZoneRules) -> Bool {
    isActive(atSecond: Int(time.milliseconds / 1000), in: zone)
  }

  /// The next instant at which `isActive` changes, in whole seconds; nil when it does not within
  /// `lookAheadDaysMax` days.
  public func nextChange(after time: CivilTime, in zone: ZoneRules) -> CivilTime? {
    var second = Int(time.milliseconds / 1000)
    let isActiveNow = isActive(atSecond: second, in: zone)
    let horizon = second + Self.lookAheadDaysMax * LocalTime.secondsPerDay
    while second < horizon {
      // Between two boundaries of the wall's clock, or until that clock is changed, nothing can change.
      let offset = zone.offset(at: second)
      second = min(
        boundary(after: LocalTime(seconds: second + offset)) - offset,
        zone.nextTransition(after: second) ?? .max)
      if isActive(atSecond: second, in: zone) != isActiveNow {
        return CivilTime(milliseconds: Int64(second) * 1000)
      }
    }
    return nil
  }

  private func isActive(atSecond second: Int, in zone: ZoneRules) -> Bool {
    let local = LocalTime(seconds: second + zone.offset(at: second))
    let day = local.day
    if !specialDays.isEmpty {
      var isSpecial = false
      for special in specialDays where special.contains(day: day, in: zone) {
        if special.hours.contains(local.secondOfDay) { return true }
        isSpecial = true
      }
      if isSpecial { return false }
    }
    if weekly.contains(CalendarDay.weekday(of: day) * LocalTime.secondsPerDay + local.secondOfDay) {
      return true
    }
    return events.contains { $0.covers(local, in: zone) }
  }

  /// The next local second at which anything begins or ends, at the latest the next midnight.
  private func boundary(after local: LocalTime) -> Int {
    let midnight = local.day * LocalTime.secondsPerDay
    var nearest = midnight + LocalTime.secondsPerDay
    let weekStart = midnight - CalendarDay.weekday(of: local.day) * LocalTime.secondsPerDay
    if let edge = weekly.boundary(after: local.seconds - weekStart) {
      nearest = min(nearest, weekStart + edge)
    }
    for special in specialDays {
      if let edge = special.hours.boundary(after: local.secondOfDay) {
        nearest = min(nearest, midnight + edge)
      }
    }
    for event in events {
      if let edge = event.boundary(after: local) { nearest = min(nearest, edge) }
    }
    return nearest
  }
}
