import ConsoleContract

/// One event as one line.
enum EventText {
  private static let idWidth = 7
  private static let laneWidth = 10
  private static let typeWidth = 22

  /// `id  time  lane  type  summary`, in fixed columns, because a follower cannot know the widths to come.
  static func line(_ event: EventLine) -> String {
    let id = "\(event.id)"
    return [
      String(repeating: " ", count: max(0, idWidth - id.count)) + id,
      HumanForm.longTime(event.time).printable,
      TextWidth.padded((event.lane ?? "-").printable, to: laneWidth),
      TextWidth.padded(String(event.shortType).printable, to: typeWidth),
      event.summary.printable,
    ].joined(separator: "  ")
  }

  /// One JSON document in which `data` is JSON itself rather than text, digit for digit as recorded.
  static func json(_ event: EventLine) throws(ControlFault) -> String {
    guard let data = event.data, ControlLine.isJSON(data) else { return try ControlLine.json(event) }
    var bare = event
    bare.data = nil
    // Line breaks in sound JSON stand only between tokens.
    let oneLine = String(decoding: data.utf8.map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
    return try ControlLine.json(bare).dropLast() + ",\"data\":" + oneLine + "}"
  }
}
