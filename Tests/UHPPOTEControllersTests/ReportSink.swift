import AccessModel
import FieldContract
import Synchronization

/// A sink that keeps everything, and answers submissions as a test says.
final class ReportSink: FieldSink {
  let facts = Facts<FieldInput>()
  /// What was submitted and with which result.
  let reports = Facts<(report: ReaderReport, result: SubmissionResult)>()
  private let result = Mutex(SubmissionResult.committed)

  func answer(_ answer: SubmissionResult) { result.withLock { $0 = answer } }

  func report(_ input: FieldInput) -> Bool {
    facts.add(input)
    return true
  }

  func submit(_ reads: [PlateRead]) async -> SubmissionResult { .busy }

  func submit(_ batch: [ReaderReport]) async -> SubmissionResult {
    let answer = result.withLock { $0 }
    for report in batch { reports.add((report, answer)) }
    return answer
  }

  func health(_ state: DeviceHealth.State, from mark: Int = 0, says words: String = "") async throws {
    try await facts.wait(from: mark, for: "health \(state) \(words)") { fact in
      if case .deviceHealth(let health) = fact, health.state == state,
        words.isEmpty || health.reason.contains(words)
      {
        health
      } else {
        nil
      }
    }
  }

  func outcome(of number: UInt64) async throws -> CommandOutcome.Result {
    try await facts.wait(for: "outcome of command \(number)") { fact in
      if case .doorOutcome(let outcome) = fact, outcome.number == number { outcome.result } else { nil }
    }
  }

  func reading(_ reading: InputReading, of point: InputPointID, from mark: Int = 0) async throws {
    try await facts.wait(from: mark, for: "\(point) \(reading)") { fact in
      if case .inputSensed(let sensed) = fact, sensed.point == point, sensed.reading == reading {
        true
      } else {
        nil
      }
    }
  }

  /// A committed report that fits.
  @discardableResult
  func committed(from mark: Int = 0, where fits: @escaping @Sendable (ReaderReport) -> Bool) async throws
    -> ReaderReport
  {
    try await reports.wait(from: mark, for: "report") {
      $0.result == .committed && fits($0.report) ? $0.report : nil
    }
  }

  /// The numbers of all cards that were committed, in order.
  var cards: [String] {
    reports.since(0).compactMap { entry in
      if entry.result == .committed, case .cardNumber(let number) = entry.report.fact { number } else { nil }
    }
  }
}
