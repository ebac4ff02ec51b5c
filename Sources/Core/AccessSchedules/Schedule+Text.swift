extension Schedule {
  public static let textBytesMax = 1 << 14
  private static let rangesMax = 24

  /// Reads the text form: lines `always`, `weekly`, `event`, `special`, and VEVENT blocks (README.md).
  public init(parsing text: String) throws(ScheduleError) {
    for line in try LogicalLine.split(text, bytesMax: Self.textBytesMax) { try read(line) }
    try finish()
  }

  /// ONVIF Schedule service: `Standard` is iCalendar text; each group of special days replaces it.
  public init(onvif standard: String, specialDays groups: [ONVIFSpecialDays] = []) throws(ScheduleError) {
    for event in try Self.events(of: standard) { events.append(event) }
    for group in groups {
      var hours = TimeRanges()
      for range in group.ranges {
        var reader = TextReader("\(range.from)-\(range.until ?? "24:00")", line: 1)
        hours.insert(try Self.range(&reader, untilNextDay: false))
        guard reader.isAtEnd else { throw reader.error("a time range of a special day has only two times") }
      }
      for event in try Self.events(of: group.days) {
        specialDays.append(SpecialDays(days: .event(event), hours: hours))
      }
    }
    try finish()
  }

  private static func events(of calendar: String) throws(ScheduleError) -> [CalendarEvent] {
    var schedule = Schedule()
    for line in try LogicalLine.split(calendar, bytesMax: textBytesMax) {
      guard case .event = line else {
        throw .text(line: line.number, column: 1, what: "only VEVENT blocks are served here")
      }
      try schedule.read(line)
    }
    return schedule.events
  }

  private func finish() throws(ScheduleError) {
    guard events.count <= Self.eventsMax, specialDays.count <= Self.specialDaysMax else {
      throw .text(
        line: 1, column: 1,
        what: "more than \(Self.eventsMax) events or \(Self.specialDaysMax) kinds of special day")
    }
  }

  private mutating func read(_ line: LogicalLine) throws(ScheduleError) {
    switch line {
    case .event(let number, let properties):
      events.append(try CalendarEvent(properties, line: number))
    case .words(var reader):
      let start = reader
      let word = reader.word()
      reader.skipSpaces()
      switch word {
      case "always": weekly = Schedule.always.weekly
      case "weekly": try readWeekly(&reader)
      case "event": events.append(try CalendarEvent(Self.properties(&reader), line: reader.line))
      case "special": specialDays.append(try Self.special(&reader))
      default:
        throw start.error("`\(word.prefix(20))` is none of always, weekly, event, special, BEGIN:VEVENT")
      }
      reader.skipSpaces()
      guard reader.isAtEnd else { throw reader.error("the line goes on after its end") }
    }
  }

  private mutating func readWeekly(_ reader: inout TextReader) throws(ScheduleError) {
    let days = try Self.weekdays(&reader)
    let week = 7 * LocalTime.secondsPerDay
    for range in try Self.ranges(&reader, untilNextDay: true) {
      for day in days {
        let begin = day * LocalTime.secondsPerDay
        weekly.insert(begin + range.lowerBound..<min(begin + range.upperBound, week))
        // From Sunday evening into Monday.
        if begin + range.upperBound > week { weekly.insert(0..<begin + range.upperBound - week) }
      }
    }
  }

  private static func special(_ reader: inout TextReader) throws(ScheduleError) -> SpecialDays {
    let days: SpecialDays.Days
    if reader.peek?.isNumber == true {
      let first = try CalendarText.isoDate(&reader)
      var last = first
      if reader.skip(".") {
        try reader.expect(".")
        let start = reader
        last = try CalendarText.isoDate(&reader)
        guard first <= last else { throw start.error("the last day is before the first") }
      }
      days = .dates(first...last)
    } else {
      days = .event(try CalendarEvent(properties(&reader), line: reader.line))
    }
    reader.skipSpaces()
    var hours = TimeRanges()
    if reader.peek == "c" {
      let start = reader
      guard reader.word() == "closed" else {
        throw start.error("write `closed` or hours such as 08:00-12:00")
      }
    } else {
      for range in try ranges(&reader, untilNextDay: false) { hours.insert(range) }
    }
    return SpecialDays(days: days, hours: hours)
  }

  /// The words that begin like a property: `DTSTART:...`.
  private static func properties(_ reader: inout TextReader) throws(ScheduleError) -> [CalendarProperty] {
    var properties: [CalendarProperty] = []
    while let next = reader.peek, next.isASCII, next.isUppercase {
      let column = reader.column
      properties.append(
        try CalendarProperty(TextReader(reader.word(), line: reader.line, firstColumn: column)))
      reader.skipSpaces()
    }
    return properties
  }

  /// `mon-fri,sun` or `daily`.
  private static func weekdays(_ reader: inout TextReader) throws(ScheduleError) -> [Int] {
    func day() throws(ScheduleError) -> Int {
      let start = reader
      let name = reader.take { $0.isASCII && $0.isLetter }
      guard let day = weekdayNames.firstIndex(of: String(name)) else {
        throw start.error(
          "`\(name.prefix(20))` is no weekday: write mon, tue, wed, thu, fri, sat, sun or daily")
      }
      return day
    }
    var ahead = reader
    if ahead.word() == "daily" {
      reader = ahead
      return Array(0..<7)
    }
    var days: [Int] = []
    repeat {
      let first = try day()
      let last = reader.skip("-") ? try day() : first
      // `fri-mon` goes over the end of the week.
      days += (0...(last - first + 7) % 7).map { (first + $0) % 7 }
    } while reader.skip(",")
    return days
  }

  private static func ranges(
    _ reader: inout TextReader, untilNextDay: Bool
  ) throws(ScheduleError) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    repeat {
      reader.skipSpaces()
      guard ranges.count < rangesMax else { throw reader.error("more than \(rangesMax) ranges of hours") }
      ranges.append(try range(&reader, untilNextDay: untilNextDay))
    } while reader.skip(",")
    return ranges
  }

  /// `07:00-19:00`, seconds of the day; one that ends before it begins ends on the next day, where one may.
  private static func range(
    _ reader: inout TextReader, untilNextDay: Bool
  ) throws(ScheduleError) -> Range<Int> {
    let start = reader
    let begin = try CalendarText.clock(&reader)
    try reader.expect("-")
    var end = try CalendarText.clock(&reader)
    guard begin != end, begin < LocalTime.secondsPerDay else { throw start.error("these hours are empty") }
    if end < begin {
      guard untilNextDay else { throw start.error("hours of a special day end at 24:00 at the latest") }
      end += LocalTime.secondsPerDay
    }
    return begin..<end
  }

  static let weekdayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
}

/// One group of special days and its hours, as ONVIF's `SpecialDayGroup` and `SpecialDaysSchedule` say them.
public struct ONVIFSpecialDays: Hashable, Sendable {
  /// iCalendar text of all-day events.
  public var days: String
  /// `From` and `Until`; without ranges the days are closed, without `until` a range ends at midnight.
  public var ranges: [TimeRange]

  public struct TimeRange: Hashable, Sendable {
    public var from: String
    public var until: String?

    public init(from: String, until: String? = nil) {
      self.from = from
      self.until = until
    }
  }

  public init(days: String, ranges: [TimeRange]) {
    self.days = days
    self.ranges = ranges
  }
}
