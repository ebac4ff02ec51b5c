/// Dates, times and durations as texts write them.
enum CalendarText {
  /// `07:00` or `07:00:30`; 24:00 is the end of the day.
  static func clock(_ reader: inout TextReader) throws(ScheduleError) -> Int {
    let start = reader
    let hour = try reader.number(digits: 2...2, in: 0...24, "the hour")
    try reader.expect(":")
    let minute = try reader.number(digits: 2...2, in: 0...59, "the minute")
    let second = reader.skip(":") ? try reader.number(digits: 2...2, in: 0...59, "the second") : 0
    let seconds = hour * 3600 + minute * 60 + second
    guard seconds <= LocalTime.secondsPerDay else { throw start.error("the day ends at 24:00") }
    return seconds
  }

  /// `2026-10-01`: the number of the day.
  static func isoDate(_ reader: inout TextReader) throws(ScheduleError) -> Int {
    let start = reader
    let year = try reader.number(digits: 4...4, in: 1970...2099, "the year")
    try reader.expect("-")
    let month = try reader.number(digits: 2...2, in: 1...12, "the month")
    try reader.expect("-")
    let day = try reader.number(digits: 2...2, in: 1...31, "the day")
    guard let date = LocalTime(year: year, month: month, day: day) else {
      throw start.error("there is no such day")
    }
    return date.day
  }

  /// RFC 5545 §3.3.4 and §3.3.5: `20261001` or `20261001T080000`, and `Z` where an instant may stand.
  static func moment(_ reader: inout TextReader) throws(ScheduleError) -> (
    time: LocalTime, isDate: Bool, isInstant: Bool
  ) {
    let start = reader
    let year = try reader.number(digits: 4...4, in: 1970...2099, "the year")
    let month = try reader.number(digits: 2...2, in: 1...12, "the month")
    let day = try reader.number(digits: 2...2, in: 1...31, "the day")
    guard let date = LocalTime(year: year, month: month, day: day) else {
      throw start.error("there is no such day")
    }
    guard reader.skip("T") else { return (date, true, false) }
    let hour = try reader.number(digits: 2...2, in: 0...23, "the hour")
    let minute = try reader.number(digits: 2...2, in: 0...59, "the minute")
    let second = try reader.number(digits: 2...2, in: 0...59, "the second")
    let time = LocalTime(seconds: date.seconds + hour * 3600 + minute * 60 + second)
    return (time, false, reader.skip("Z"))
  }

  /// RFC 5545 §3.3.6: `PT8H`, `P1DT12H`, `P1W`; days are days of the wall's clock.
  static func duration(_ reader: inout TextReader) throws(ScheduleError) -> Int {
    let start = reader
    _ = reader.skip("+")
    try reader.expect("P")
    var (seconds, isTime, units) = (0, false, 0)
    while !reader.isAtEnd {
      if !isTime, reader.skip("T") { isTime = true }
      let number = try reader.number(digits: 1...6, in: 0...999_999, "a part of the duration")
      let unit = isTime ? ["H": 3600, "M": 60, "S": 1] : ["W": 7 * 86_400, "D": 86_400]
      guard let letter = reader.peek, let scale = unit[String(letter)], reader.skip(letter) else {
        throw reader.error("a duration is written PT8H, P1DT12H or P1W")
      }
      seconds += number * scale
      units += 1
    }
    guard units > 0, seconds <= CalendarEvent.durationSecondsMax, seconds > 0 else {
      throw start.error("an event lasts 1 second to 7 days")
    }
    return seconds
  }
}
