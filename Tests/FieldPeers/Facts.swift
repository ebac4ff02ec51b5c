internal import Foundation

/// What happened, in order; a test waits for the fact it needs, up to a deadline.
///
/// Sendable by hand: `all` is touched only with the condition locked.
package final class Facts<Fact: Sendable>: @unchecked Sendable {
  package struct Missing: Error, CustomStringConvertible {
    package let description: String
  }

  private let condition = NSCondition()
  private var all: [Fact] = []

  package init() {}

  package func add(_ fact: Fact) {
    condition.withLock {
      all.append(fact)
      condition.broadcast()
    }
  }

  /// Facts from here on are those that a test still waits for.
  package var mark: Int { condition.withLock { all.count } }

  package func since(_ mark: Int) -> [Fact] { condition.withLock { Array(all[mark...]) } }

  /// The first fact from the mark on that fits.
  @discardableResult
  package func wait<Found>(
    from mark: Int = 0, seconds: Double = 10, for what: String, _ fits: (Fact) -> Found?
  ) throws -> Found {
    let deadline = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    defer { condition.unlock() }
    var next = mark
    while true {
      while next < all.count {
        if let found = fits(all[next]) { return found }
        next += 1
      }
      guard condition.wait(until: deadline) else {
        throw Missing(description: "no \(what) within \(seconds) s; seen: \(all[mark...].suffix(20))")
      }
    }
  }
}
