internal import Foundation

/// A command line tool, run to its end.
public enum CommandLineTool {
  /// What came of a run.
  public struct Outcome: Sendable {
    public var status: Int32
    public var output: String
    public var errors: String
  }

  /// Runs a tool; after `limit` it is terminated. A plain name is looked up in `PATH`.
  public static func run(
    _ tool: String, _ arguments: [String], in folder: String? = nil, within limit: Duration = .seconds(15)
  ) async throws(RehearsalError) -> Outcome {
    let result: Result<Outcome, RehearsalError> = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: Self.runBlocking(tool, arguments, folder, limit))
      }
    }
    return try result.get()
  }

  /// As `run`, but a status other than 0 is an error that quotes what the tool said.
  @discardableResult
  public static func succeed(
    _ tool: String, _ arguments: [String], in folder: String? = nil
  ) async throws(RehearsalError) -> String {
    let outcome = try await run(tool, arguments, in: folder)
    guard outcome.status == 0 else {
      let said = outcome.errors.isEmpty ? outcome.output : outcome.errors
      throw .tool(
        command: ([tool] + arguments).joined(separator: " "),
        reason: "exit \(outcome.status): \(said.trimmingCharacters(in: .whitespacesAndNewlines))")
    }
    return outcome.output
  }

  private static func runBlocking(
    _ tool: String, _ arguments: [String], _ folder: String?, _ limit: Duration
  ) -> Result<Outcome, RehearsalError> {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool.contains("/") ? tool : "/usr/bin/env")
    process.arguments = tool.contains("/") ? arguments : [tool] + arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch {
      return .failure(.tool(command: tool, reason: "cannot be started: \(error.localizedDescription)"))
    }
    let alarm = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(
      deadline: .now() + .seconds(Int(limit.components.seconds)), execute: alarm)
    // What it says on both ends together fits a pipe for the tools that a rehearsal runs.
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    alarm.cancel()
    return .success(
      Outcome(
        status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
        errors: String(decoding: complained, as: UTF8.self)))
  }
}
