import AccessModel
import FieldDoubles
import Foundation

extension Rehearsal {
  /// P7: the site goes on alone, and nothing is lost.
  func outage() async throws {
    narrator.chapter("The uplink dies; the site goes on alone")
    await upstream.cut()
    isUplinkCut.update { $0 = true }
    narrator.say("uplink", "cut: the upstream accepts no connection")
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.pass(DemoSite.residents[1], through: self.north) }
      group.addTask { try await self.pass(DemoSite.residents[2], through: self.south) }
      try await group.waitForAll()
    }
    let backlog = try await pending()
    narrator.check("\(backlog) events wait in the outbox", backlog > 0)
    let last = local.lastID
    let recorded = local.events.read(\.count)

    narrator.chapter("The uplink comes back")
    try await upstream.start()
    isUplinkCut.update { $0 = false }
    narrator.say("uplink", "restored")
    try await upstream.state.until("\(recorded) events upstream", within: .seconds(15)) {
      $0.ledger.distinct >= recorded
    }
    let ledger = upstream.state.value.ledger
    for (name, stream) in ledger.streams.sorted(by: { $0.key < $1.key }) {
      narrator.say(
        "stream",
        "\(name): \(stream.first) to \(stream.last), \(stream.distinct) events, "
          + "\(stream.duplicates) came again, \(stream.missing) missing")
    }
    narrator.check(
      "all \(recorded) events up to number \(last) arrived, each stream contiguous from 1",
      ledger.faults.isEmpty && ledger.missing == 0 && ledger.streams.values.allSatisfy { $0.first == 1 },
      ledger.faults.joined(separator: "; "))
  }

  /// Stops within 5 s of SIGTERM, and nobody was hurt all the while.
  func stop() async throws {
    narrator.chapter("The daemon is asked to stop")
    let start = ContinuousClock.now
    let status = try await daemon.stop(within: .seconds(5))
    narrator.check(
      "stopped \((ContinuousClock.now - start).seconds(digits: 2)) s after SIGTERM with exit code \(status)",
      status == 0)
    let struck = [north, south].reduce(0) { $0 + $1.barrier.state.value.motion.struckVehicles }
    narrator.check("no vehicle was struck", struck == 0, "\(struck) were")
  }

  /// Events that are not yet acknowledged upstream, by `gatectl status`.
  private func pending() async throws -> Int {
    let text = try await CommandLineTool.succeed(
      tools.gatectl, ["status", "--json", "--socket", site.controlSocket])
    let status = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let streams = status?["uplink"] as? [[String: Any]] ?? []
    return streams.reduce(0) { $0 + ($1["pending"] as? Int ?? 0) }
  }
}
