import AccessModel
import FieldContract
import FieldPeers
import Synchronization

/// A sink that keeps everything, and is full when a test says so.
final class FactSink: FieldSink {
  let facts = Facts<FieldInput>()
  private let full = Mutex(false)

  func report(_ input: FieldInput) -> Bool {
    guard !full.withLock({ $0 }) else { return false }
    facts.add(input)
    return true
  }

  func submit(_ reads: [PlateRead]) async -> SubmissionResult { .busy }
  func submit(_ reports: [ReaderReport]) async -> SubmissionResult { .busy }

  func setFull(_ isFull: Bool) { full.withLock { $0 = isFull } }

  var mark: Int { facts.mark }

  func sensed(from mark: Int = 0, where fits: (BarrierSensed) -> Bool = { _ in true }) throws -> BarrierSensed
  {
    try facts.wait(from: mark, for: "reading") { fact in
      if case .barrierSensed(let sensed) = fact, fits(sensed) { sensed } else { nil }
    }
  }

  func health(
    _ state: DeviceHealth.State, from mark: Int = 0, where fits: (String) -> Bool = { _ in true }
  ) throws -> DeviceHealth {
    try facts.wait(from: mark, seconds: 20, for: "health \(state)") { fact in
      if case .deviceHealth(let health) = fact, health.state == state, fits(health.reason) {
        health
      } else {
        nil
      }
    }
  }

  func outcome(of number: UInt64) throws -> CommandOutcome.Result {
    try facts.wait(for: "outcome of command \(number)") { fact in
      if case .commandOutcome(let outcome) = fact, outcome.number == number { outcome.result } else { nil }
    }
  }

  func doorOutcome(of number: UInt64) throws -> CommandOutcome.Result {
    try facts.wait(for: "outcome of door command \(number)") { fact in
      if case .doorOutcome(let outcome) = fact, outcome.number == number { outcome.result } else { nil }
    }
  }

  func input(
    _ point: InputPointID, from mark: Int = 0, where fits: (InputReading) -> Bool = { _ in true }
  ) throws -> InputSensed {
    try facts.wait(from: mark, for: "reading of \(point)") { fact in
      if case .inputSensed(let sensed) = fact, sensed.point == point, fits(sensed.reading) {
        sensed
      } else {
        nil
      }
    }
  }

  func sensedSince(_ mark: Int) -> [BarrierSensed] {
    facts.since(mark).compactMap { if case .barrierSensed(let sensed) = $0 { sensed } else { nil } }
  }

  func outcomes() -> [CommandOutcome] {
    facts.since(0).compactMap { if case .commandOutcome(let outcome) = $0 { outcome } else { nil } }
  }

  func healths() -> [DeviceHealth] {
    facts.since(0).compactMap { if case .deviceHealth(let health) = $0 { health } else { nil } }
  }
}
