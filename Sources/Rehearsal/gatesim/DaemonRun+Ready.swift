import FieldDoubles

extension DaemonRun {
  /// Asks `/health/ready` until it says yes; fails at once when the daemon has ended.
  func ready(at url: String, within limit: Duration) async throws -> Duration {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < limit {
      if let status = exit.value {
        throw RehearsalError.tool(command: "gatehoused", reason: "ended with exit code \(status)")
      }
      if await HTTPProbe.status(of: url) == 200 { return ContinuousClock.now - start }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw RehearsalError.overdue("200 from \(url)", within: limit)
  }
}
