internal import AccessModel

/// What the clock on the wall shows, as seconds since 1970-01-01T00:00:00 of that clock.
struct LocalTime: Hashable, Comparable {
  static let secondsPerDay = 86_400

  var seconds: Int

  /// Days since 1970-01-01; negative for the evening before, west of Greenwich.
  var day: Int { Self.floorDivide(seconds, Self.secondsPerDay) }
  var secondOfDay: Int { seconds - day * Self.secondsPerDay }

  init(seconds: Int) { self.seconds = seconds }

  /// nil for a date that does not exist or is outside 1970...9999.
  init?(year: Int, month: Int, day: Int, secondOfDay: Int = 0) {
    guard let time = CivilTime(CivilTime.Fields(year: year, month: month, day: day)) else { return nil }
    seconds = Int(time.milliseconds / 1000) + secondOfDay
  }

  static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

  static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : (value + 1) / divisor - 1
  }
}

/// A day of the civil calendar; `number` counts from 1970-01-01.
struct CalendarDay: Hashable {
  var number: Int
  var year: Int, month: Int, day: Int

  init(number: Int) {
    self.number = number
    let fields = CivilTime(milliseconds: Int64(number) * 86_400_000).fields
    (year, month, day) = (fields.year, fields.month, fields.day)
  }

  /// To the next day.
  mutating func advance() {
    (number, day) = (number + 1, day + 1)
    guard day > Self.days(inMonth: month, of: year) else { return }
    (month, day) = month == 12 ? (1, 1) : (month + 1, 1)
    if month == 1 { year += 1 }
  }

  /// 0 is Monday; 1970-01-01 was a Thursday.
  static func weekday(of number: Int) -> Int {
    let rest = (number + 3) % 7
    return rest < 0 ? rest + 7 : rest
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The number of the first day of a year within 1970...9999.
  static func first(ofYear year: Int) -> Int {
    let before = year - 1
    return 365 * (year - 1970) + (before / 4 - before / 100 + before / 400) - 477
  }
}
