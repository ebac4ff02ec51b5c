import ConsoleContract

/// One alarm as a short paragraph: what, where, since when, and what to do.
enum AlarmText {
  static func lines(_ alarm: AlarmLine) -> String {
    let places = [alarm.lane.map { "lane \($0)" }, alarm.device.map { "device \($0)" }].compactMap { $0 }
    let head = [
      "#\(alarm.id)", alarm.priority.uppercased(), alarm.code, places.joined(separator: ", "),
      "since \(HumanForm.longTime(alarm.raisedAt))", alarm.state,
    ]
    return """
      \(head.filter { !$0.isEmpty }.joined(separator: "  ").printable)
          \(alarm.what.printable)
          Next: \(alarm.nextStep.printable)
      """
  }
}
