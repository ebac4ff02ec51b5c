/// RFC 5545 §3.3.10 without times of day: FREQ DAILY, WEEKLY, MONTHLY, YEARLY; INTERVAL, COUNT, UNTIL, WKST,
/// BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS.
struct Recurrence: Hashable, Sendable {
  enum Frequency: String, Hashable, Sendable, CaseIterable {
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  /// `2MO`, `-1FR`, or `MO` with ordinal 0: each of them.
  struct Day: Hashable, Sendable {
    var ordinal: Int
    /// 0 is Monday.
    var weekday: Int
  }

  enum End: Hashable, Sendable {
    case never
    case count(Int)
    /// The last beginning, by the clock on the wall.
    case local(Int)
    /// The last beginning as an instant (`Z`), UTC seconds.
    case instant(Int)
  }

  static let countMax = 10_000
  static let intervalMax = 1000

  var frequency: Frequency
  var interval = 1
  var end = End.never
  /// 0 is Monday.
  var weekStart = 0
  var months: [Int] = []
  var monthDays: [Int] = []
  var days: [Day] = []
  var positions: [Int] = []

  /// Every day on which an occurrence begins, from the first day to the end of 2099.
  ///
  /// A first day that the rule itself does not name is none (RFC 5545 leaves it open; so does dateutil).
  /// UNTIL as an instant cuts one day too late: `CalendarEvent` knows the zone and cuts exactly.
  func days(from first: LocalTime) -> DaySet {
    var found = DaySet()
    var rest = Int.max
    var last = DaySet.dayEnd
    switch end {
    case .never: break
    case .count(let count): rest = count
    case .local(let until): last = Self.lastDay(until: until, beginningAt: first.secondOfDay)
    case .instant(let until): last = LocalTime(seconds: until).day + 1
    }
    let filter = filled(from: first)
    var period = filter.firstPeriod(first.day)
    while rest > 0, period.lowerBound < DaySet.dayEnd, period.lowerBound <= last {
      for day in filter.chosen(in: period) where day >= first.day && day <= last && rest > 0 {
        found.insert(day)
        rest -= 1
      }
      period = filter.period(after: period)
    }
    return found
  }

  private static func lastDay(until: Int, beginningAt second: Int) -> Int {
    let until = LocalTime(seconds: until)
    return until.secondOfDay >= second ? until.day : until.day - 1
  }

  /// RFC 5545: what a rule leaves out, the first occurrence says.
  private func filled(from first: LocalTime) -> Recurrence {
    var filled = self
    let day = CalendarDay(number: first.day)
    switch frequency {
    case .daily: break
    case .weekly:
      if days.isEmpty { filled.days = [Day(ordinal: 0, weekday: CalendarDay.weekday(of: first.day))] }
    case .monthly: if days.isEmpty, monthDays.isEmpty { filled.monthDays = [day.day] }
    case .yearly:
      if days.isEmpty, monthDays.isEmpty {
        filled.monthDays = [day.day]
        if months.isEmpty { filled.months = [day.month] }
      }
    }
    return filled
  }

  private func firstPeriod(_ day: Int) -> Range<Int> {
    switch frequency {
    case .daily: return day..<day + 1
    case .weekly:
      let start = day - (CalendarDay.weekday(of: day) - weekStart + 7) % 7
      return start..<start + 7
    case .monthly:
      let date = CalendarDay(number: day)
      let start = day - date.day + 1
      return start..<start + CalendarDay.days(inMonth: date.month, of: date.year)
    case .yearly: return Self.year(CalendarDay(number: day).year)
    }
  }

  private func period(after period: Range<Int>) -> Range<Int> {
    switch frequency {
    case .daily: return period.lowerBound + interval..<period.upperBound + interval
    case .weekly: return period.lowerBound + 7 * interval..<period.upperBound + 7 * interval
    case .monthly:
      let date = CalendarDay(number: period.lowerBound)
      let months = date.year * 12 + date.month - 1 + interval
      let (year, month) = (months / 12, months % 12 + 1)
      guard year < 2100, let start = LocalTime(year: year, month: month, day: 1)?.day else {
        return DaySet.dayEnd..<DaySet.dayEnd
      }
      return start..<start + CalendarDay.days(inMonth: month, of: year)
    case .yearly: return Self.year(CalendarDay(number: period.lowerBound).year + interval)
    }
  }

  private static func year(_ year: Int) -> Range<Int> {
    CalendarDay.first(ofYear: year)..<CalendarDay.first(ofYear: year + 1)
  }

  private func chosen(in period: Range<Int>) -> [Int] {
    var all: [Int] = []
    var date = CalendarDay(number: period.lowerBound)
    while date.number < period.upperBound {
      if isNamed(date) { all.append(date.number) }
      date.advance()
    }
    guard !positions.isEmpty else { return all }
    let indices = positions.map { $0 > 0 ? $0 - 1 : all.count + $0 }
    return all.indices.filter(indices.contains).map { all[$0] }
  }

  private func isNamed(_ date: CalendarDay) -> Bool {
    guard months.isEmpty || months.contains(date.month) else { return false }
    let monthLength = CalendarDay.days(inMonth: date.month, of: date.year)
    guard monthDays.isEmpty || monthDays.contains(date.day) || monthDays.contains(date.day - monthLength - 1)
    else { return false }
    let weekday = CalendarDay.weekday(of: date.number)
    guard !days.isEmpty else { return true }
    guard days.contains(where: { $0.weekday == weekday }) else { return false }
    if days.contains(where: { $0.weekday == weekday && $0.ordinal == 0 }) { return true }
    // RFC 5545 §3.3.10: an ordinal counts in the month, or in the year of a yearly rule without BYMONTH.
    let isWithinYear = frequency == .yearly && months.isEmpty
    let yearStart = CalendarDay.first(ofYear: date.year)
    let index = isWithinYear ? date.number - yearStart : date.day - 1
    let length = isWithinYear ? CalendarDay.first(ofYear: date.year + 1) - yearStart : monthLength
    return days.contains { day in
      day.weekday == weekday
        && (day.ordinal == index / 7 + 1 || day.ordinal == -((length - 1 - index) / 7 + 1))
    }
  }
}
