internal import Synchronization

/// A value that doubles change and stories await, so that nobody sleeps and hopes.
public final class Watched<Value: Sendable>: Sendable {
  private struct State {
    var value: Value
    var watchers: [UInt64: AsyncStream<Void>.Continuation] = [:]
    var nextWatcher: UInt64 = 0
  }

  private let state: Mutex<State>

  public init(_ value: Value) { state = Mutex(State(value: value)) }

  /// The value now.
  public var value: Value { state.withLock { $0.value } }

  /// Reads a part of the value without copying the rest.
  public func read<Part: Sendable>(_ part: (Value) -> Part) -> Part { state.withLock { part($0.value) } }

  /// Changes the value and wakes everybody who waits for it.
  @discardableResult
  public func update<Outcome: Sendable>(_ change: (inout Value) -> Outcome) -> Outcome {
    state.withLock { state in
      let outcome = change(&state.value)
      for watcher in state.watchers.values { watcher.yield() }
      return outcome
    }
  }

  /// Waits until `find` finds something in the value; after `within` it fails and says what was awaited.
  @discardableResult
  public func first<Found: Sendable>(
    _ what: String, within limit: Duration, _ find: @escaping @Sendable (Value) -> Found?
  ) async throws(RehearsalError) -> Found {
    let (changes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = watch(with: continuation)
    defer { unwatch(number) }
    let found = await withTaskGroup(of: Found?.self) { group in
      group.addTask {
        for await _ in changes {
          if let found = self.state.withLock({ find($0.value) }) { return found }
        }
        return nil
      }
      group.addTask {
        try? await Task.sleep(for: limit)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    guard let found else { throw .overdue(what, within: limit) }
    return found
  }

  /// Waits until the value satisfies `condition`.
  public func until(
    _ what: String, within limit: Duration, _ condition: @escaping @Sendable (Value) -> Bool
  ) async throws(RehearsalError) {
    try await first(what, within: limit) { condition($0) ? true : nil }
  }

  private func watch(with continuation: AsyncStream<Void>.Continuation) -> UInt64 {
    state.withLock { state in
      state.nextWatcher += 1
      state.watchers[state.nextWatcher] = continuation
      continuation.yield()
      return state.nextWatcher
    }
  }

  private func unwatch(_ number: UInt64) {
    state.withLock { $0.watchers.removeValue(forKey: number)?.finish() }
  }
}
