import Foundation

/// A reader by libosdp that runs as a process of its own: lines in, lines out.
///
/// Sendable by hand: the process and its pipe are set once; writes come from one test at a time.
final class Peer: @unchecked Sendable {
  /// What it said.
  let lines = Facts<String>()
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let ended = DispatchSemaphore(value: 0)

  static let python = ProcessInfo.processInfo.environment["GATEHOUSE_OSDP_PYTHON"]
  static let isPresent =
    python != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/socat")

  /// `key` is 32 hexadecimal digits or `clear`.
  init(_ device: String, key: String, isInstalling: Bool = false) throws {
    process.executableURL = URL(filePath: Self.python ?? "")
    let script = Samples.root.appending(path: "Tests/Peers/osdp_reader.py").path
    process.arguments =
      ["-u", script, device, "9600", "5", key] + (isInstalling ? ["install"] : [])
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
    try lines.wait(seconds: 20, for: "ready") { $0 == "ready" ? true : nil }
  }

  deinit { end() }

  /// Kills it, so that its line is free when this returns.
  func end() { process.end(ended) }

  func say(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
  }

  /// The first command whose line begins so.
  @discardableResult
  func command(_ words: String, from mark: Int = 0) throws -> String {
    try lines.wait(from: mark, for: "command \(words)") { $0.hasPrefix("command \(words)") ? $0 : nil }
  }
}

extension Process {
  /// `waitUntilExit` needs a run loop, which a test's thread has not.
  func end(_ ended: DispatchSemaphore) {
    guard isRunning else { return }
    kill(processIdentifier, SIGKILL)
    _ = ended.wait(timeout: .now() + 5)
  }
}
