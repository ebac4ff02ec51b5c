extension Recurrence {
  private static let valuesMax = 32
  private static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  /// The value of RRULE; stands at its first character.
  init(_ value: TextReader, startIsDate: Bool) throws(ScheduleError) {
    var (frequency, seen): (Frequency?, [String]) = (nil, [])
    self.init(frequency: .daily)
    var reader = value
    repeat {
      let start = reader
      let name = String(reader.take { $0.isASCII && $0.isLetter })
      try reader.expect("=")
      guard !seen.contains(name) else { throw start.error("\(name) is written twice") }
      seen.append(name)
      switch name {
      case "FREQ": frequency = try Self.frequency(&reader)
      case "INTERVAL": interval = try reader.number(digits: 1...4, in: 1...Self.intervalMax, name)
      case "COUNT": end = .count(try reader.number(digits: 1...5, in: 1...Self.countMax, name))
      case "UNTIL": end = try Self.until(&reader, startIsDate: startIsDate)
      case "WKST": weekStart = try Self.weekday(&reader)
      case "BYMONTH": months = try Self.numbers(&reader, 1...12, name)
      case "BYMONTHDAY": monthDays = try Self.signedNumbers(&reader, 1...31, name)
      case "BYSETPOS": positions = try Self.signedNumbers(&reader, 1...366, name)
      case "BYDAY": days = try Self.days(&reader)
      default: throw start.error("`\(name.prefix(20))` is not served in RRULE")
      }
    } while reader.skip(";")
    guard reader.isAtEnd else { throw reader.error("the rule goes on after its end") }
    guard let frequency else { throw value.error("FREQ is missing") }
    self.frequency = frequency
    try check(seen, at: value)
  }

  /// RFC 5545 §3.3.10: what may not stand together.
  private func check(_ seen: [String], at value: TextReader) throws(ScheduleError) {
    if seen.contains("COUNT"), seen.contains("UNTIL") {
      throw value.error("COUNT and UNTIL exclude each other")
    }
    if !positions.isEmpty, days.isEmpty, months.isEmpty, monthDays.isEmpty {
      throw value.error("BYSETPOS chooses among BYDAY, BYMONTH or BYMONTHDAY: one of them must be there")
    }
    switch frequency {
    case .daily, .weekly:
      guard days.allSatisfy({ $0.ordinal == 0 }) else {
        throw value.error("BYDAY takes an ordinal only with MONTHLY and YEARLY")
      }
      if frequency == .weekly, !monthDays.isEmpty { throw value.error("BYMONTHDAY does not go with WEEKLY") }
    case .monthly, .yearly: break
    }
  }

  private static func frequency(_ reader: inout TextReader) throws(ScheduleError) -> Frequency {
    let start = reader
    guard let frequency = Frequency(rawValue: String(reader.take { $0.isASCII && $0.isLetter })) else {
      throw start.error("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY")
    }
    return frequency
  }

  private static func weekday(_ reader: inout TextReader) throws(ScheduleError) -> Int {
    let start = reader
    let name = String(reader.take { $0.isASCII && $0.isLetter })
    guard let day = weekdays.firstIndex(of: name) else {
      throw start.error("a weekday is MO, TU, WE, TH, FR, SA or SU")
    }
    return day
  }

  private static func until(_ reader: inout TextReader, startIsDate: Bool) throws(ScheduleError) -> End {
    let start = reader
    let (time, isDate, isInstant) = try CalendarText.moment(&reader)
    // A bare date after a DTSTART with a time is read by some as its first second, by others as its last.
    guard isDate == startIsDate else {
      throw start.error("UNTIL is a date where DTSTART is one, else a date with a time (20261231T235959)")
    }
    return isInstant ? .instant(time.seconds) : .local(time.seconds)
  }

  private static func signed(
    _ reader: inout TextReader, _ range: ClosedRange<Int>, _ what: String
  ) throws(ScheduleError) -> Int {
    let sign = reader.skip("-") ? -1 : 1
    if sign == 1 { _ = reader.skip("+") }
    return sign * (try reader.number(digits: 1...3, in: range, what))
  }

  private static func numbers(
    _ reader: inout TextReader, _ range: ClosedRange<Int>, _ what: String
  ) throws(ScheduleError) -> [Int] {
    var values: [Int] = []
    repeat {
      values.append(try reader.number(digits: 1...2, in: range, what))
      try checkCount(values.count, reader)
    } while reader.skip(",")
    return values
  }

  private static func signedNumbers(
    _ reader: inout TextReader, _ range: ClosedRange<Int>, _ what: String
  ) throws(ScheduleError) -> [Int] {
    var values: [Int] = []
    repeat {
      values.append(try signed(&reader, range, what))
      try checkCount(values.count, reader)
    } while reader.skip(",")
    return values
  }

  private static func days(_ reader: inout TextReader) throws(ScheduleError) -> [Day] {
    var days: [Day] = []
    repeat {
      let ordinal = reader.peek?.isLetter == true ? 0 : try signed(&reader, 1...53, "an ordinal of BYDAY")
      days.append(Day(ordinal: ordinal, weekday: try weekday(&reader)))
      try checkCount(days.count, reader)
    } while reader.skip(",")
    return days
  }

  private static func checkCount(_ count: Int, _ reader: TextReader) throws(ScheduleError) {
    guard count <= valuesMax else { throw reader.error("more than \(valuesMax) values") }
  }

  /// As RRULE takes it.
  var text: String {
    var parts = ["FREQ=\(frequency.rawValue)"]
    if interval != 1 { parts.append("INTERVAL=\(interval)") }
    switch end {
    case .never: break
    case .count(let count): parts.append("COUNT=\(count)")
    case .local(let until): parts.append("UNTIL=\(CalendarText.compact(LocalTime(seconds: until)))")
    case .instant(let until): parts.append("UNTIL=\(CalendarText.compact(LocalTime(seconds: until)))Z")
    }
    if weekStart != 0 { parts.append("WKST=\(Self.weekdays[weekStart])") }
    func add(_ name: String, _ values: [Int]) {
      if !values.isEmpty { parts.append("\(name)=\(values.map(String.init).joined(separator: ","))") }
    }
    add("BYMONTH", months)
    add("BYMONTHDAY", monthDays)
    if !days.isEmpty {
      let names = days.map { ($0.ordinal == 0 ? "" : String($0.ordinal)) + Self.weekdays[$0.weekday] }
      parts.append("BYDAY=\(names.joined(separator: ","))")
    }
    add("BYSETPOS", positions)
    return parts.joined(separator: ";")
  }
}
