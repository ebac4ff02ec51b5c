/// Days on which a schedule's usual hours do not count, and the hours that count instead (none: closed).
struct SpecialDays: Hashable, Sendable {
  enum Days: Hashable, Sendable {
    /// Numbers of the first and the last day.
    case dates(ClosedRange<Int>)
    /// Every day that an occurrence touches.
    case event(CalendarEvent)
  }

  var days: Days
  /// Seconds of the day.
  var hours: TimeRanges

  func contains(day: Int, in zone: ZoneRules) -> Bool {
    switch days {
    case .dates(let dates): dates.contains(day)
    case .event(let event): event.touches(day: day, in: zone)
    }
  }
}
