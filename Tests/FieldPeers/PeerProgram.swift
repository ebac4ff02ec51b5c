package import Foundation

/// A counterpart that runs as a process of its own: lines in, lines out.
///
/// Sendable by hand: the process and its pipes are set once; writes come from one test at a time.
package final class PeerProgram: @unchecked Sendable {
  /// What it said.
  package let lines = Facts<String>()
  private let process = Process()
  private let input = Pipe()
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the program; what it writes to standard output becomes `lines`.
  package init(_ program: String, _ arguments: [String]) throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    let ended = ended
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let (lines, handle) = (lines, output.fileHandleForReading)
    Thread {
      var rest = Data()
      while case let part = handle.availableData, !part.isEmpty {
        rest.append(part)
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          lines.add(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
          rest = Data(rest[rest.index(after: end)...])
        }
      }
    }.start()
  }

  deinit { end() }

  /// Number of its process.
  package var number: Int32 { process.processIdentifier }

  /// Kills it, so that its port or line is free when this returns.
  package func end() { process.end(ended) }

  /// One line to its standard input.
  package func send(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
  }
}

extension Process {
  /// `waitUntilExit` needs a run loop, which a test's thread has not.
  package func end(_ ended: DispatchSemaphore) {
    guard isRunning else { return }
    kill(processIdentifier, SIGKILL)
    _ = ended.wait(timeout: .now() + 5)
  }
}
