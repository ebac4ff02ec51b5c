/// The POSIX rule at the end of a zone file: standard time and, with two dates a year, daylight saving time.
struct TailRule: Hashable, Sendable {
  /// A day of the year and the time on it, by the clock that is about to change.
  enum Day: Hashable, Sendable {
    /// `Mm.w.d`: weekday 0 is Sunday, week 5 is the last.
    case monthWeekDay(month: Int, week: Int, weekday: Int)
    /// `Jn`, 1...365: 29 February is never counted.
    case julian(Int)
    /// `n`, 0...365: 29 February is counted.
    case ordinal(Int)
  }

  struct Date: Hashable, Sendable {
    var day: Day
    /// RFC 8536 §3.3.1: -167 to 167 hours.
    var seconds: Int
  }

  struct Saving: Hashable, Sendable {
    var offset: Int
    var start: Date
    var end: Date
  }

  struct Change: Hashable {
    var at: Int
    var offset: Int
  }

  var standard: Int
  var saving: Saving?

  /// Both changes of a year in the order in which they come.
  func changes(in year: Int) -> [Change] {
    guard let saving else { return [] }
    let start = Change(
      at: Self.second(of: saving.start, in: year) - standard, offset: saving.offset)
    let end = Change(at: Self.second(of: saving.end, in: year) - saving.offset, offset: standard)
    return start.at <= end.at ? [start, end] : [end, start]
  }

  func offset(at second: Int) -> Int {
    let year = CalendarDay(number: max(second, 0) / LocalTime.secondsPerDay).year
    // A change near New Year belongs to the neighbouring year of the other clock.
    var found: Change?
    for near in year - 1...year + 1 {
      for change in changes(in: near) where change.at <= second { found = change }
    }
    return found?.offset ?? standard
  }

  func nextChange(after second: Int) -> Int? {
    let year = CalendarDay(number: max(second, 0) / LocalTime.secondsPerDay).year
    for near in year - 1...year + 1 {
      for change in changes(in: near) where change.at > second { return change.at }
    }
    return nil
  }

  private static func second(of date: Date, in year: Int) -> Int {
    let first = CalendarDay.first(ofYear: year)
    let number: Int
    switch date.day {
    case .julian(let day): number = first + day - 1 + (CalendarDay.isLeap(year) && day >= 60 ? 1 : 0)
    case .ordinal(let day): number = first + day
    case .monthWeekDay(let month, let week, let weekday):
      var start = first
      for earlier in 1..<month { start += CalendarDay.days(inMonth: earlier, of: year) }
      // Ours counts from Monday, POSIX from Sunday.
      let ahead = (weekday + 6 - CalendarDay.weekday(of: start) + 7) % 7
      var day = ahead + 7 * (week - 1)
      if day >= CalendarDay.days(inMonth: month, of: year) { day -= 7 }
      number = start + day
    }
    return number * LocalTime.secondsPerDay + date.seconds
  }
}
