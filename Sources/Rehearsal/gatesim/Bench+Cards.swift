import AccessModel
import FieldDoubles

extension Bench {
  /// So that a lock has been secured again before its next card: eight doors take turns.
  private static let cardPause = Duration.milliseconds(75)
  private static let settling = Duration.seconds(1)

  /// From the post of a card at a terminal to the rising edge of the lock's relay at its board; between cards
  /// the same for the disk alone.
  func measureCards() async throws {
    let doors = CardSite(
      folder: "\(site.folder)/cards", field: site.field, console: site.console, boards: barriers.map(\.port),
      pki: site.pki, deviceProfiles: site.deviceProfiles)
    try await doors.write()
    let run = try startDaemon(doors.settingsFile)
    try await Task.sleep(for: Self.settling)
    let disk = try DiskProbe(folder: "\(doors.folder)/journal")
    guard let target = LoadPlan.Target(doors.terminalURL) else { preconditionFailure("our own URL") }
    var probe = try RoadProbe(to: target)
    var (spans, floor) = ([Double](), [Double]())
    for index in 0..<CardSite.cards {
      let board = barriers[doors.door(ofCard: index)]
      let seen = board.state.value.raises
      let (sent, status) = try probe.post(doors.body(ofCard: index), as: "application/json")
      guard status == 200 else {
        throw RehearsalError.request(url: doors.terminalURL, reason: "\(status)")
      }
      let released = try await board.state.first("a release", within: .seconds(3)) { state in
        state.raises > seen ? state.commands.last?.at : nil
      }
      spans.append(Double((released - sent).nanoseconds) / 1e6)
      try await Task.sleep(for: Self.cardPause)
      floor.append(try disk.round() / 1000)
      try await Task.sleep(for: Self.cardPause)
    }
    probe.end()
    report("card_fdatasync_p50", Self.rank(floor, 0.5), "ms", nil)
    report("card_fdatasync_p99", Self.rank(floor, 0.99), "ms", nil)
    report("card_to_lock_p50", Self.rank(spans, 0.5), "ms", nil)
    report("card_to_lock_p99", Self.rank(spans, 0.99), "ms", .atMost(10))
    _ = try await run.stop(within: .seconds(5))
  }
}
