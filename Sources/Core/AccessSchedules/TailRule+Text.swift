extension TailRule {
  /// Hours of an offset, POSIX; of a date's time, RFC 8536 §3.3.1.
  private static let offsetHoursMax = 24
  private static let dateHoursMax = 167

  init(_ text: String) throws(ScheduleError) {
    var reader = TextReader(text, line: 1)
    try Self.skipName(&reader)
    standard = -(try Self.time(&reader, hoursMax: Self.offsetHoursMax))
    guard !reader.isAtEnd else { return }
    try Self.skipName(&reader)
    var offset = standard + 3600
    if reader.peek != "," { offset = -(try Self.time(&reader, hoursMax: Self.offsetHoursMax)) }
    try reader.expect(",")
    let start = try Self.date(&reader)
    try reader.expect(",")
    saving = Saving(offset: offset, start: start, end: try Self.date(&reader))
    guard reader.isAtEnd else { throw reader.error("the zone's rule goes on after its end") }
  }

  private static func skipName(_ reader: inout TextReader) throws(ScheduleError) {
    let name: Substring
    if reader.skip("<") {
      name = reader.take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+" || $0 == "-") }
      try reader.expect(">")
    } else {
      name = reader.take { $0.isASCII && $0.isLetter }
    }
    guard (3...16).contains(name.count) else {
      throw reader.error("a zone's abbreviation has 3 to 16 letters")
    }
  }

  private static func time(_ reader: inout TextReader, hoursMax: Int) throws(ScheduleError) -> Int {
    let sign = reader.skip("-") ? -1 : 1
    if sign == 1 { _ = reader.skip("+") }
    var seconds = try reader.number(digits: 1...3, in: 0...hoursMax, "hours") * 3600
    if reader.skip(":") { seconds += try reader.number(digits: 2...2, in: 0...59, "minutes") * 60 }
    if reader.skip(":") { seconds += try reader.number(digits: 2...2, in: 0...59, "seconds") }
    return sign * seconds
  }

  private static func date(_ reader: inout TextReader) throws(ScheduleError) -> Date {
    let day: Day
    if reader.skip("M") {
      let month = try reader.number(digits: 1...2, in: 1...12, "a month")
      try reader.expect(".")
      let week = try reader.number(digits: 1...1, in: 1...5, "a week")
      try reader.expect(".")
      day = .monthWeekDay(
        month: month, week: week, weekday: try reader.number(digits: 1...1, in: 0...6, "a weekday"))
    } else if reader.skip("J") {
      day = .julian(try reader.number(digits: 1...3, in: 1...365, "a day of the year"))
    } else {
      day = .ordinal(try reader.number(digits: 1...3, in: 0...365, "a day of the year"))
    }
    let seconds = reader.skip("/") ? try time(&reader, hoursMax: dateHoursMax) : 2 * 3600
    return Date(day: day, seconds: seconds)
  }
}
