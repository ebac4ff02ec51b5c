/// One statement of a schedule's text: a line of words, or a VEVENT block with folded lines joined.
enum LogicalLine {
  case words(TextReader)
  case event(number: Int, properties: [CalendarProperty])

  var number: Int {
    switch self {
    case .words(let reader): reader.line
    case .event(let number, _): number
    }
  }

  /// Lines that say nothing about time (RFC 5545 §3.6, §3.7) and may stand round an event.
  private static let frame = [
    "BEGIN:VCALENDAR", "END:VCALENDAR", "VERSION:", "PRODID:", "CALSCALE:GREGORIAN", "METHOD:",
  ]

  static func split(_ text: String, bytesMax: Int) throws(ScheduleError) -> [LogicalLine] {
    guard text.utf8.count <= bytesMax else {
      throw .text(line: 1, column: 1, what: "the schedule is longer than \(bytesMax) bytes")
    }
    var lines: [LogicalLine] = []
    var block: (number: Int, properties: [CalendarProperty])?
    for (number, line) in unfolded(text) {
      if let begun = block {
        if line == "END:VEVENT" {
          lines.append(.event(number: begun.number, properties: begun.properties))
          block = nil
        } else {
          block?.properties.append(try CalendarProperty(TextReader(line, line: number)))
        }
      } else if line == "BEGIN:VEVENT" {
        block = (number, [])
      } else {
        var reader = TextReader(line, line: number)
        reader.skipSpaces()
        if reader.isAtEnd || reader.peek == "#" || frame.contains(where: line.hasPrefix) { continue }
        lines.append(.words(reader))
      }
    }
    if let block { throw .text(line: block.number, column: 1, what: "END:VEVENT is missing") }
    return lines
  }

  /// RFC 5545 §3.1: a line that begins with a space goes on with the one before it, within an event.
  private static func unfolded(_ text: String) -> [(number: Int, line: String)] {
    var lines: [(number: Int, line: String)] = []
    var isWithinEvent = false
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      if isWithinEvent, let first = line.first, first == " " || first == "\t", let last = lines.indices.last {
        lines[last].line += line.dropFirst()
      } else {
        lines.append((index + 1, String(line)))
      }
      if line == "BEGIN:VEVENT" { isWithinEvent = true }
      if line == "END:VEVENT" { isWithinEvent = false }
    }
    return lines
  }
}
