import Dispatch
import Foundation

/// Ctrl-C and SIGTERM, as an end that is cleaned up after.
enum Interruption {
  /// Runs the work until it ends, or until the process is interrupted; true when it was interrupted.
  @discardableResult
  static func race(_ work: @escaping @Sendable () async throws -> Void) async throws -> Bool {
    let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield(number) }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await work()
        return false
      }
      group.addTask {
        for await _ in signals { return true }
        return false
      }
      defer { group.cancelAll() }
      while let wasInterrupted = try await group.next() {
        guard wasInterrupted else { return false }
        group.cancelAll()
        // The work may complain of its own end; that is no news.
        while (try? await group.next()) != nil {}
        return true
      }
      return false
    }
  }
}
