package import NIOCore
internal import Synchronization

/// Decides which refusals are worth a line: at most one a minute for each key, in bounded memory.
package final class RefusalLog<Key: Hashable & Sendable>: Sendable {
  private struct Entry {
    var said: NIODeadline
    var unsaid = 0
  }

  private let keysMax: Int
  private let quiet: TimeAmount
  private let entries = Mutex<[Key: Entry]>([:])

  package init(keysMax: Int = 512, quiet: TimeAmount = .minutes(1)) {
    self.keysMax = keysMax
    self.quiet = quiet
  }

  /// Nil: say nothing. Otherwise say it, with the number of like ones left unsaid since the last line.
  package func note(_ key: Key, at now: NIODeadline = .now()) -> Int? {
    entries.withLock { entries in
      if let entry = entries[key], now < entry.said + quiet {
        entries[key]?.unsaid += 1
        return nil
      }
      let unsaid = entries[key]?.unsaid ?? 0
      if entries[key] == nil, entries.count >= keysMax {
        entries = entries.filter { now < $0.value.said + quiet }
        guard entries.count < keysMax else { return nil }
      }
      entries[key] = Entry(said: now)
      return unsaid
    }
  }
}
