extension CalendarEvent {
  private struct Parts {
    var start: (time: LocalTime, isDate: Bool)?
    var end: LocalTime?
    var duration: Int?
    var rule: CalendarProperty?
    var excludedDays: [Int] = []
    var excludedStarts: [Int] = []
    var extraStarts: [Int] = []
  }

  init(_ properties: [CalendarProperty], line: Int) throws(ScheduleError) {
    var parts = Parts()
    for property in properties { try Self.read(property, into: &parts) }
    guard let start = parts.start else { throw .text(line: line, column: 1, what: "DTSTART is missing") }
    guard
      let duration = parts.duration ?? parts.end.map({ $0.seconds - start.time.seconds })
        // RFC 5545 §3.6.1: a date without an end is one day.
        ?? (start.isDate ? LocalTime.secondsPerDay : nil)
    else { throw .text(line: line, column: 1, what: "DTEND or DURATION is missing") }
    guard duration > 0, duration <= Self.durationSecondsMax else {
      throw .text(line: line, column: 1, what: "an event lasts 1 second to 7 days: DTEND is not within")
    }
    var rule: Recurrence?
    if let property = parts.rule { rule = try Recurrence(property.value, startIsDate: start.isDate) }
    self.init(
      start: start.time, duration: duration, rule: rule, excludedDays: parts.excludedDays,
      excludedStarts: parts.excludedStarts, extraStarts: parts.extraStarts)
  }

  private static func read(_ property: CalendarProperty, into parts: inout Parts) throws(ScheduleError) {
    var value = property.value
    switch property.name {
    case "DTSTART":
      guard parts.start == nil else { throw property.place.error("DTSTART is written twice") }
      parts.start = try single(&value, property)
    case "DTEND":
      guard parts.end == nil, parts.duration == nil else {
        throw property.place.error("an event has one DTEND or one DURATION")
      }
      parts.end = try single(&value, property).time
    case "DURATION":
      guard parts.end == nil, parts.duration == nil else {
        throw property.place.error("an event has one DTEND or one DURATION")
      }
      parts.duration = try CalendarText.duration(&value)
    case "RRULE":
      guard parts.rule == nil else { throw property.place.error("an event has one RRULE") }
      parts.rule = property
      return
    case "EXDATE":
      for (time, isDate) in try list(&value, property) {
        if isDate { parts.excludedDays.append(time.day) } else { parts.excludedStarts.append(time.seconds) }
      }
    case "RDATE": parts.extraStarts += try list(&value, property).map(\.time.seconds)
    case "STATUS":
      guard value.take(while: { _ in true }) == "CONFIRMED" else {
        throw property.place.error("STATUS may only be CONFIRMED: remove a cancelled event")
      }
    default:
      guard property.isRemark else {
        throw property.place.error("`\(property.name.prefix(30))` is not served")
      }
      return
    }
    guard value.isAtEnd else { throw value.error("the value goes on after its end") }
    guard parts.excludedDays.count + parts.excludedStarts.count <= datesMax,
      parts.extraStarts.count <= datesMax
    else { throw property.place.error("more than \(datesMax) dates") }
  }

  private static func single(
    _ value: inout TextReader, _ property: CalendarProperty
  ) throws(ScheduleError) -> (time: LocalTime, isDate: Bool) {
    let start = value
    let (time, isDate, isInstant) = try CalendarText.moment(&value)
    guard !isInstant else { throw start.error("write the time of the site's clock, without Z") }
    guard isDate || !property.isDate else { throw start.error("VALUE=DATE is a date without a time") }
    return (time, isDate)
  }

  private static func list(
    _ value: inout TextReader, _ property: CalendarProperty
  ) throws(ScheduleError) -> [(time: LocalTime, isDate: Bool)] {
    var all: [(time: LocalTime, isDate: Bool)] = []
    repeat { all.append(try single(&value, property)) } while value.skip(",")
    return all
  }

  /// Properties on one line, as `event` takes them.
  var text: String {
    var parts = ["DTSTART:\(CalendarText.compact(start))", "DURATION:PT\(duration)S"]
    if let rule { parts.append("RRULE:\(rule.text)") }
    func add(_ name: String, _ values: [String]) {
      if !values.isEmpty { parts.append("\(name):\(values.joined(separator: ","))") }
    }
    add("EXDATE;VALUE=DATE", excludedDays.map { CalendarText.compactDate($0) })
    add("EXDATE", excludedStarts.map { CalendarText.compact(LocalTime(seconds: $0)) })
    add("RDATE", extraStarts.map { CalendarText.compact(LocalTime(seconds: $0)) })
    return parts.joined(separator: " ")
  }
}
