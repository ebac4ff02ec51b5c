import FieldDoubles

/// A device that is lost is one alarm, however much hangs on it.
extension Rehearsal {
  /// What hangs on the board.
  private static let points = ["desk-button", "tunnel-co"]

  func darkness(over compound: Compound) async throws {
    narrator.chapter("The input board loses its power, and with it the button and the sensor")
    let start = local.lastID
    compound.darken(true)
    try await pointsBecome(["faulty", "stale"], after: start)
    _ = try await received("gatehouse.alarm.raised", "the lost board upstream") {
      $0.data["code"] == "deviceOffline" && $0.data["subject"] == "io-compound"
    }
    let shown = try await asked("alarms").filter { Self.isOfBoard($0) }
    let number = shown.first?["id"] ?? ""
    narrator.say("alarm", "#\(number) \(shown.first?["what"] ?? "")")
    narrator.check(
      "`gatectl alarms` shows one alarm", shown.map { $0["code"] } == ["deviceOffline"], "\(shown)")
    let under = try await asked("alarms", "--all").filter { $0["group"] == number }
    narrator.check(
      "with --all the button and the sensor are listed under it",
      Self.points.allSatisfy { point in under.contains { $0["subject"] == point } }, "\(under)")
    let said = try await told("alarms", "ack", number, "--reason", "electrician called")
    narrator.check("acknowledged by its number", said.status == 0, said.errors)
    _ = try await received("gatehouse.alarm.acknowledged", "who acknowledged it, upstream") {
      $0.data["subject"] == "io-compound" && $0.data["reason"] == "electrician called"
    }
    let end = local.lastID
    compound.darken(false)
    narrator.say("field", "the board answers again")
    _ = try await received("gatehouse.alarm.cleared", "the end of it upstream") {
      $0.data["code"] == "deviceOffline" && $0.data["subject"] == "io-compound"
    }
    try await pointsBecome(["inactive", "value"], after: end)
    let left = try await asked("alarms", "--all").filter { Self.isOfBoard($0) }
    narrator.check("the alarm is over, and nothing of it is left", left.isEmpty, "\(left)")
  }

  private func pointsBecome(_ states: [String], after id: Int64) async throws {
    for point in Self.points {
      _ = try await local.first(
        "gatehouse.input.changed", after: id, within: Self.patience,
        "\(point) \(states.joined(separator: " or "))"
      ) {
        $0.data["point"] == point && states.contains($0.data["state"] ?? "")
      }
    }
  }

  /// The button's own alarm of before may still wait to be acknowledged.
  private static func isOfBoard(_ alarm: [String: String]) -> Bool {
    (points + ["io-compound"]).contains(alarm["subject"])
      && ["deviceOffline", "deviceDegraded", "inputFaulty"].contains(alarm["code"])
  }
}
