import FieldPeers
import Foundation

/// A reader by libosdp that runs as a process of its own.
final class Peer: Sendable {
  private let program: PeerProgram
  var lines: Facts<String> { program.lines }

  static let python = ProcessInfo.processInfo.environment["GATEHOUSE_OSDP_PYTHON"]
  static let isPresent =
    python != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/socat")

  /// `key` is 32 hexadecimal digits or `clear`.
  init(_ device: String, key: String, isInstalling: Bool = false) throws {
    let script = Samples.root.appending(path: "Tests/Peers/osdp_reader.py").path
    program = try PeerProgram(
      Self.python ?? "", ["-u", script, device, "9600", "5", key] + (isInstalling ? ["install"] : []))
    try lines.wait(seconds: 20, for: "ready") { $0 == "ready" ? true : nil }
  }

  func end() { program.end() }

  func say(_ line: String) throws { try program.send(line) }

  /// The first command whose line begins so.
  @discardableResult
  func command(_ words: String, from mark: Int = 0) throws -> String {
    try lines.wait(from: mark, for: "command \(words)") { $0.hasPrefix("command \(words)") ? $0 : nil }
  }
}
