internal import Foundation
internal import Synchronization

/// Many seeds, on all cores, until they are through or time is up.
package struct Campaign: Sendable {
  package struct Outcome: Sendable {
    package var seeds = 0
    /// Days of virtual time.
    package var days = 0
    package var steps = 0
    package var boots = 0
    package var coverage = Coverage()
    package var violations: [Violation] = []

    package var years: Double { Double(days) / 365 }
  }

  private let first: UInt64
  private let seeds: Int
  private let secondsMax: Double
  private let folder: String
  private let days: Int?

  /// A worker for each core; the journals lie below `folder`. `seedsMin` are played however long it takes.
  package init(first: UInt64, seeds: Int, secondsMax: Double, folder: String, days: Int? = nil) {
    (self.first, self.seeds, self.secondsMax, self.folder, self.days) = (
      first, seeds, secondsMax, folder, days
    )
  }

  /// Tells each violation as soon as it is found; ends at the first when `isPatient` is false.
  package func play(isPatient: Bool = true, tell: @escaping @Sendable (Violation) -> Void) -> Outcome {
    let state = Mutex((next: first, outcome: Outcome()))
    let start = ContinuousClock.now
    let (first, seeds, secondsMax, folder, days) = (first, seeds, secondsMax, folder, days)
    DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
      while true {
        let seed = state.withLock { state -> UInt64? in
          let isOver = (ContinuousClock.now - start) / .seconds(1) > secondsMax
          let isDone = !isPatient && !state.outcome.violations.isEmpty
          guard state.next < first + UInt64(seeds), !isOver, !isDone else { return nil }
          state.next += 1
          return state.next - 1
        }
        guard let seed else { return }
        let run = SiteRun(seed: seed, folder: "\(folder)/seed-\(seed)", days: days)
        do throws(Violation) {
          let report = try run.play()
          state.withLock { $0.outcome.add(report) }
        } catch {
          tell(error)
          state.withLock {
            $0.outcome.seeds += 1
            $0.outcome.violations.append(error)
          }
        }
      }
    }
    return state.withLock { $0.outcome }
  }
}

extension Campaign.Outcome {
  fileprivate mutating func add(_ report: RunReport) {
    seeds += 1
    days += report.days
    steps += report.steps
    boots += report.boots
    coverage.add(report.coverage)
  }
}
