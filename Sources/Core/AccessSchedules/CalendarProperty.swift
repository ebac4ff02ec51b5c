/// RFC 5545 §3.1: `NAME;PARAMETER=VALUE:value`.
struct CalendarProperty {
  var name: String
  /// `VALUE=DATE`, the only parameter served.
  var isDate = false
  /// Stands at the value.
  var value: TextReader
  /// Stands at the name.
  var place: TextReader

  init(_ reader: TextReader) throws(ScheduleError) {
    var reader = reader
    place = reader
    name = String(reader.take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    while reader.skip(";") {
      let start = reader
      let parameter = reader.take { $0 != ";" && $0 != ":" }
      guard CalendarProperty.saysTime(name) else { continue }
      switch parameter {
      case "VALUE=DATE": isDate = true
      case "VALUE=DATE-TIME": isDate = false
      default:
        throw start.error(
          parameter.hasPrefix("TZID=")
            ? "TZID is not served: a schedule follows the clock of its site"
            : "`\(parameter.prefix(30))` is not served")
      }
    }
    try reader.expect(":")
    value = reader
  }

  static func saysTime(_ name: String) -> Bool {
    ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE"].contains(name)
  }

  /// Properties that say nothing about time.
  var isRemark: Bool {
    name.hasPrefix("X-")
      || [
        "UID", "DTSTAMP", "SUMMARY", "DESCRIPTION", "CREATED", "LAST-MODIFIED", "SEQUENCE", "COMMENT",
        "LOCATION",
        "CATEGORIES", "CLASS", "TRANSP", "PRIORITY", "ORGANIZER", "NAME",
      ].contains(name)
  }
}
