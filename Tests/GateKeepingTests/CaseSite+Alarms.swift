import AccessModel
import GateKeeping

/// What people do with alarms and hits, and how the site treats alarms.
extension CaseSite {
  /// `escalate=60 flood=3 lapse=600 shelve_hours=1`; false for any other word.
  mutating func setAlarms(_ word: String) -> Bool {
    let parts = word.split(separator: "=")
    guard parts.count == 2, let value = Int64(parts[1]) else { return false }
    switch parts[0] {
    case "escalate": alarms.escalateAfter = .seconds(value)
    case "flood": alarms.floodCount = Int(value)
    case "lapse": alarms.hitLapse = .seconds(value)
    case "shelve_hours": alarms.shelveMax = .seconds(value * 3600)
    default: return false
    }
    return true
  }

  /// `ack 1 [li]`, `shelve 1 600`, `unshelve 1`, `verify 1-1 wu that is it`, `reject 1-1 wu it is not`,
  /// `trouble diskLow disk`, `fine diskLow disk`.
  func alarmInputs(_ words: [String]) -> [GateInput]? {
    let words = words + ["", ""]
    switch words[0] {
    case "ack": return [order(words, .acknowledge, by: words[2].isEmpty ? "wu" : words[2])]
    case "shelve": return [order(words, .shelve(.seconds(Int64(words[2]) ?? 0)), by: "wu")]
    case "unshelve": return [order(words, .unshelve, by: "wu")]
    case "verify", "reject":
      let why = words.dropFirst(3).filter { !$0.isEmpty }.joined(separator: " ")
      return [
        .operatorOnHit(
          OperatorHitOrder(
            number: 9, hit: words[1], verifies: words[0] == "verify", operatorName: words[2], reason: why))
      ]
    case "trouble", "fine":
      guard let code = AlarmCode(rawValue: words[1]) else { return nil }
      return [
        words[0] == "fine"
          ? .conditionOver(code, subject: words[2]) : .condition(code, subject: words[2], what: "it is so")
      ]
    default: return nil
    }
  }

  private func order(_ words: [String], _ deed: OperatorAlarmOrder.Deed, by name: String) -> GateInput {
    .operatorOnAlarm(
      OperatorAlarmOrder(
        number: 9, alarm: UInt64(words[1]) ?? 0, deed: deed, operatorName: name, reason: "seen"))
  }
}
