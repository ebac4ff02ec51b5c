internal import Foundation

/// A command line tool that runs until it is stopped and is spoken to by lines.
final class LineTool: @unchecked Sendable {
  // Unchecked: `process` and the pipes are set up before it runs, `rest` is touched by the pipe's handler
  // alone, which Foundation calls one at a time; afterwards the process is only ended, and lines are
  // written whole.
  private let process = Process()
  private let input = Pipe()
  private let take: @Sendable (String) -> Void
  private var rest: [UInt8] = []
  /// What a tool says beyond this without an end of line is dropped.
  static let lineBytesMax = 64 * 1024

  /// Starts it; what it says on both ends goes to `take`, line by line. A plain name is looked up in `PATH`.
  init(
    _ tool: String, _ arguments: [String], take: @escaping @Sendable (String) -> Void
  ) throws(RehearsalError) {
    self.take = take
    // A tool that ended shall be an error of `say`, not our end.
    signal(SIGPIPE, SIG_IGN)
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: tool.contains("/") ? tool : "/usr/bin/env")
    process.arguments = tool.contains("/") ? arguments : [tool] + arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    output.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let bytes = handle.availableData
      if bytes.isEmpty { handle.readabilityHandler = nil }
      self?.gather(bytes)
    }
    do { try process.run() } catch {
      throw .tool(command: tool, reason: "cannot be started: \(error.localizedDescription)")
    }
  }

  deinit { stop() }

  /// Gives it a line.
  func say(_ line: String) throws(RehearsalError) {
    do { try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) } catch {
      throw .tool(command: process.executableURL?.path ?? "", reason: "takes no more lines: \(error)")
    }
  }

  /// Ends it at once.
  func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  private func gather(_ bytes: Data) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        take(String(decoding: rest, as: UTF8.self))
        rest = []
      } else if rest.count < Self.lineBytesMax {
        rest.append(byte)
      }
    }
  }
}
