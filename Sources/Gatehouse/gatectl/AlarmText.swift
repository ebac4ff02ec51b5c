import AccessModel
import ConsoleContract

/// One alarm as a short paragraph: what, where, since when, why, and what to do.
enum AlarmText {
  static func lines(_ alarm: AlarmLine, in choice: LanguageChoice = .en) -> String {
    let places = [alarm.lane.map { "lane \($0)" }, alarm.device.map { "device \($0)" }].compactMap { $0 }
    let place = places.isEmpty ? alarm.subject ?? "" : places.joined(separator: ", ")
    let age = alarm.ageSeconds.map { " (\(HumanForm.span(seconds: $0)))" } ?? ""
    let head = [
      "#\(alarm.id)", alarm.priority.uppercased(), alarm.code, place,
      "since \(HumanForm.longTime(alarm.raisedAt))\(age)", state(alarm),
    ]
    var lines = [head.filter { !$0.isEmpty }.joined(separator: "  "), "    \(alarm.what)"]
    // The daemon explains in English; this program knows both languages.
    let text = AlarmCode(rawValue: alarm.code)?.text(in: choice.language)
    let words = Words(choice)
    if let cause = text?.cause ?? alarm.cause { lines.append("    \(words.cause)\(cause)") }
    if let follows = text?.consequence ?? alarm.consequence {
      lines.append("    \(words.consequence)\(follows)")
    }
    lines.append("    \(words.next)\(text?.nextStep ?? alarm.nextStep)")
    return lines.map(\.printable).joined(separator: "\n")
  }

  /// `shelved until 11-24 05:00:00 by wu, came 3 times, NOT YET UPSTREAM`
  private static func state(_ alarm: AlarmLine) -> String {
    var parts = [alarm.state]
    if let until = alarm.shelvedUntil {
      parts[0] += " until \(HumanForm.shortTime(until)) by \(alarm.shelvedBy ?? "-")"
    } else if let name = alarm.acknowledgedBy {
      parts[0] += " by \(name)"
    }
    if let group = alarm.group { parts.append("under #\(group)") }
    if let count = alarm.occurrences, count > 1 { parts.append("came \(count) times") }
    if let count = alarm.escalations, count > 0 { parts.append("told again (\(count))") }
    if let how = alarm.annunciation, how != "loud" { parts.append(how) }
    let isLate = alarm.ageSeconds.map { $0 >= AlarmLine.receiptSecondsMax } ?? true
    if alarm.isUpstream == false, isLate { parts.append("NOT YET UPSTREAM") }
    return parts.joined(separator: ", ")
  }

  private struct Words {
    let cause: String
    let consequence: String
    let next: String

    init(_ choice: LanguageChoice) {
      switch choice {
      case .en: (cause, consequence, next) = ("Cause: ", "If nobody acts: ", "Next: ")
      case .zh: (cause, consequence, next) = ("原因：", "后果：", "处置：")
      }
    }
  }
}
