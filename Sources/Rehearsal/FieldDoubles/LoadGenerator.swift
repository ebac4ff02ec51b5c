internal import AccessModel
internal import Dispatch
internal import Foundation

/// Posts distinct plate reads on kept-alive connections as fast as they are answered: one thread, one
/// `poll`.
public enum LoadGenerator {
  /// How long answers that are under way at the end are waited for.
  private static let drainNanoseconds: UInt64 = 10_000_000_000
  private static let reconnectsMax = 10_000

  /// Runs the plan to its end.
  public static func run(_ plan: LoadPlan) async throws(RehearsalError) -> LoadReport {
    let result: Result<LoadReport, RehearsalError> = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        var run = Run(plan)
        continuation.resume(returning: run.perform())
      }
    }
    return try result.get()
  }

  private struct Run {
    private let plan: LoadPlan
    private var requests: [LoadRequest]
    private var connections: [LoadConnection] = []
    private var report = LoadReport()
    private var reconnects = 0
    private var scratch = [UInt8](repeating: 0, count: 16 << 10)
    /// Starts where no earlier run of this machine has been, so that no plate comes twice.
    private var number = UInt64(CivilTime.now().milliseconds) &* 100

    init(_ plan: LoadPlan) {
      self.plan = plan
      requests = plan.targets.compactMap { LoadRequest(target: $0) }
      report.latenciesMicroseconds.reserveCapacity(1 << 20)
    }

    mutating func perform() -> Result<LoadReport, RehearsalError> {
      guard !requests.isEmpty else { return .failure(.request(url: "", reason: "no target")) }
      defer { for connection in connections { connection.end() } }
      for sender in 0..<plan.senders {
        guard let connection = LoadConnection(to: target(of: sender)) else {
          return .failure(refusal(of: sender))
        }
        connections.append(connection)
      }
      let start = Self.now()
      let end = start + UInt64(max(plan.duration.components.seconds, 1)) * 1_000_000_000
      for sender in connections.indices where !post(sender) { return .failure(refusal(of: sender)) }
      while Self.now() < end + drainNanoseconds, connections.contains(where: \.isBusy) {
        if let failure = turn(until: end) { return .failure(failure) }
      }
      report.seconds = Double(min(Self.now(), end) - start) / 1e9
      report.latenciesMicroseconds.sort()
      return .success(report)
    }

    /// One `poll` and what it found.
    private mutating func turn(until end: UInt64) -> RehearsalError? {
      var polled = connections.map { connection in
        pollfd(
          fd: connection.socket, events: Int16(connection.isSending ? POLLIN | POLLOUT : POLLIN), revents: 0)
      }
      guard poll(&polled, nfds_t(polled.count), 100) > 0 else { return nil }
      for sender in polled.indices where polled[sender].revents != 0 && connections[sender].isBusy {
        if Int32(polled[sender].revents) & POLLOUT != 0, !connections[sender].sendMore() {
          report.broken += 1
          if let failure = renew(sender, until: end) { return failure }
          continue
        }
        switch connections[sender].receive(into: &scratch) {
        case .waiting: break
        case .broken:
          report.broken += 1
          if let failure = renew(sender, until: end) { return failure }
        case .answered(let status, let reusable):
          let now = Self.now()
          note(status, started: connections[sender].startedNanoseconds, now: now)
          guard now < end else { break }
          if !reusable || !post(sender), let failure = renew(sender, until: end) { return failure }
        }
      }
      return nil
    }

    private mutating func note(_ status: Int, started: UInt64, now: UInt64) {
      guard (200..<300).contains(status) else {
        report.refused[status, default: 0] += 1
        return
      }
      report.accepted += 1
      guard report.latenciesMicroseconds.count < LoadReport.latenciesMax else { return }
      report.latenciesMicroseconds.append(UInt32(clamping: (now - started) / 1000))
    }

    private mutating func post(_ sender: Int) -> Bool {
      number &+= 1
      let now = Self.now()
      let slot = sender % requests.count
      requests[slot].patch(number: number, time: .now())
      return connections[sender].start(requests[slot].bytes, at: now)
    }

    /// A new connection for a sender whose own has ended, and its next request.
    private mutating func renew(_ sender: Int, until end: UInt64) -> RehearsalError? {
      connections[sender].end()
      reconnects += 1
      guard reconnects <= LoadGenerator.reconnectsMax, let fresh = LoadConnection(to: target(of: sender))
      else {
        return refusal(of: sender)
      }
      connections[sender] = fresh
      guard Self.now() < end else { return nil }
      return post(sender) ? nil : refusal(of: sender)
    }

    private func target(of sender: Int) -> LoadPlan.Target { plan.targets[sender % plan.targets.count] }

    private func refusal(of sender: Int) -> RehearsalError {
      let target = target(of: sender)
      return .request(url: "http://\(target.host):\(target.port)", reason: "no connection")
    }

    private static func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }
  }
}
