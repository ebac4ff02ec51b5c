internal import Foundation

/// A daemon started as a child process, its output in a file.
public final class DaemonRun: @unchecked Sendable {
  // Unchecked: `process` is configured before it runs; afterwards only `terminate`, which sends a signal,
  // and `processIdentifier`, which does not change, are used.
  private let process = Process()
  /// The exit status; nil while it runs.
  public let exit = Watched<Int32?>(nil)
  public let logFile: String

  /// Starts it.
  public init(
    _ tool: String, _ arguments: [String], logFile: String, environment: [String: String] = [:]
  ) throws(RehearsalError) {
    self.logFile = logFile
    try SiteFolder.write("", to: logFile)
    guard let log = FileHandle(forWritingAtPath: logFile) else {
      throw .file(path: logFile, reason: "cannot be opened")
    }
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = log
    process.standardError = log
    process.terminationHandler = { [exit] process in exit.update { $0 = process.terminationStatus } }
    do { try process.run() } catch {
      throw .tool(command: tool, reason: "cannot be started: \(error.localizedDescription)")
    }
  }

  /// A rehearsal that failed leaves no daemon behind.
  deinit { kill() }

  public var processIdentifier: Int32 { process.processIdentifier }

  /// Sends SIGTERM and returns its exit status when it ends in time.
  public func stop(within limit: Duration) async throws(RehearsalError) -> Int32 {
    process.terminate()
    return try await exit.first("the end of process \(processIdentifier) after SIGTERM", within: limit) { $0 }
  }

  /// Ends it at once, without asking.
  public func kill() {
    if exit.value == nil { Foundation.kill(processIdentifier, SIGKILL) }
  }

  /// The end of its log.
  public func lastLogLines(_ count: Int = 12) -> [String] {
    guard let text = try? String(contentsOfFile: logFile, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").suffix(count).map(String.init)
  }
}
