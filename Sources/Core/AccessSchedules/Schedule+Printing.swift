extension Schedule: CustomStringConvertible {
  /// The text form in its one canonical spelling; reading it gives an equal schedule.
  public var description: String {
    var lines: [String] = []
    if weekly == Self.always.weekly { lines.append("always") } else { lines += weeklyLines }
    lines += events.map { "event \($0.text)" }
    lines += specialDays.map(\.text)
    return lines.joined(separator: "\n")
  }

  private var weeklyLines: [String] {
    let perDay = (0..<7).map { day in
      weekly.within(day * LocalTime.secondsPerDay..<(day + 1) * LocalTime.secondsPerDay)
    }
    var lines: [String] = []
    for day in 0..<7 where !perDay[day].isEmpty && !perDay[..<day].contains(perDay[day]) {
      let alike = (0..<7).filter { perDay[$0] == perDay[day] }
      lines.append("weekly \(Self.names(of: alike)) \(perDay[day].text)")
    }
    return lines
  }

  /// `mon-fri,sun`.
  private static func names(of days: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for day in days {
      if let last = runs.last, last.upperBound == day - 1 {
        runs[runs.count - 1] = last.lowerBound...day
      } else {
        runs.append(day...day)
      }
    }
    return runs.map { run in
      run.count == 1
        ? weekdayNames[run.lowerBound] : "\(weekdayNames[run.lowerBound])-\(weekdayNames[run.upperBound])"
    }.joined(separator: ",")
  }
}

extension SpecialDays {
  var text: String {
    let when =
      switch days {
      case .dates(let dates):
        CalendarText.iso(dates.lowerBound)
          + (dates.count == 1 ? "" : "..\(CalendarText.iso(dates.upperBound))")
      case .event(let event): event.text
      }
    return "special \(when) \(hours.isEmpty ? "closed" : hours.text)"
  }
}

extension TimeRanges {
  /// `07:00-12:00, 13:00-19:00`.
  var text: String {
    ranges.map { "\(CalendarText.clock($0.lowerBound))-\(CalendarText.clock($0.upperBound))" }
      .joined(separator: ", ")
  }
}

extension CalendarText {
  static func clock(_ second: Int) -> String {
    let minutes = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2))"
    return second % 60 == 0 ? minutes : "\(minutes):\(padded(second % 60, 2))"
  }

  static func iso(_ number: Int) -> String {
    let date = CalendarDay(number: number)
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  static func compactDate(_ number: Int) -> String { iso(number).filter { $0 != "-" } }

  static func compact(_ time: LocalTime) -> String {
    let second = time.secondOfDay
    return "\(compactDate(time.day))T"
      + "\(padded(second / 3600, 2))\(padded(second / 60 % 60, 2))\(padded(second % 60, 2))"
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
