import AccessModel
import FieldContract
import FieldPeers
import Synchronization

/// A sink that keeps everything; its journal says what a test wants.
final class FactSink: FieldSink {
  let inputs = Facts<FieldInput>()
  let reports = Facts<ReaderReport>()
  private let result = Mutex(SubmissionResult.committed)

  func report(_ input: FieldInput) -> Bool {
    inputs.add(input)
    return true
  }

  func submit(_ reads: [PlateRead]) async -> SubmissionResult { .busy }

  func submit(_ reports: [ReaderReport]) async -> SubmissionResult {
    let result = result.withLock { $0 }
    if result == .committed { reports.forEach(self.reports.add) }
    return result
  }

  func setJournal(_ result: SubmissionResult) { self.result.withLock { $0 = result } }

  func health(_ state: DeviceHealth.State, from mark: Int = 0, seconds: Double = 15) throws -> DeviceHealth {
    try inputs.wait(from: mark, seconds: seconds, for: "health \(state)") { input in
      if case .deviceHealth(let health) = input, health.state == state { health } else { nil }
    }
  }

  func fact(_ fact: ReaderFact, from mark: Int = 0) throws {
    try reports.wait(from: mark, for: "\(fact)") { $0.fact == fact ? true : nil }
  }

  func outcome(of number: UInt64) throws -> CommandOutcome.Result {
    try inputs.wait(for: "outcome of command \(number)") { input in
      if case .doorOutcome(let outcome) = input, outcome.number == number { outcome.result } else { nil }
    }
  }
}
