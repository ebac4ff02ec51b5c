import Foundation

/// What happened, in order; a test waits for the fact it needs, up to a deadline.
///
/// Sendable by hand: `all` is touched only with the condition locked.
final class Facts<Fact: Sendable>: @unchecked Sendable {
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  private let condition = NSCondition()
  private var all: [Fact] = []

  func add(_ fact: Fact) {
    condition.withLock {
      all.append(fact)
      condition.broadcast()
    }
  }

  /// Facts from here on are those that a test still waits for.
  var mark: Int { condition.withLock { all.count } }

  func since(_ mark: Int) -> [Fact] { condition.withLock { Array(all[mark...]) } }

  /// The first fact from the mark on that fits.
  ///
  /// Waits on a thread of its own: the pool is needed by what is awaited.
  @discardableResult
  func wait<Found: Sendable>(
    from mark: Int = 0, seconds: Double = 10, for what: String, _ fits: @escaping @Sendable (Fact) -> Found?
  ) async throws -> Found {
    let found = await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: self.search(from: mark, seconds: seconds, fits)) }.start()
    }
    guard let found else {
      throw Missing(description: "no \(what) within \(seconds) s; seen: \(since(mark).suffix(20))")
    }
    return found
  }

  private func search<Found>(from mark: Int, seconds: Double, _ fits: (Fact) -> Found?) -> Found? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    defer { condition.unlock() }
    var next = mark
    while true {
      while next < all.count {
        if let found = fits(all[next]) { return found }
        next += 1
      }
      guard condition.wait(until: deadline) else { return nil }
    }
  }
}
