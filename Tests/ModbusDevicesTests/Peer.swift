import FieldPeers
import Foundation

/// A Modbus slave that runs as a process of its own.
final class Peer: Sendable {
  private let program: PeerProgram
  var lines: Facts<String> { program.lines }

  init(_ program: String, _ arguments: [String]) throws {
    self.program = try PeerProgram(program, arguments)
  }

  var number: Int32 { program.number }

  func end() { program.end() }

  /// Obeyed before anything that the slave does afterwards.
  func say(_ line: String) throws {
    let (mark, word) = (lines.mark, UUID().uuidString)
    try program.send("\(line)\nping \(word)")
    try lines.wait(from: mark, for: "pong \(word)") { $0 == "pong \(word)" ? true : nil }
  }

  /// Port that it listens on.
  func port() throws -> Int {
    try lines.wait(seconds: 20, for: "ready") { line in
      line.hasPrefix("ready ") ? Int(line.dropFirst(6)) : nil
    }
  }

  /// `function address value` of each write that it executed, after everything asked so far was done.
  func writes(from mark: Int = 0) throws -> [String] {
    try say("")
    return lines.since(mark).compactMap { line in
      line.hasPrefix("write ") ? line.split(separator: " ")[1...3].joined(separator: " ") : nil
    }
  }

  @discardableResult
  func write(_ words: String, from mark: Int = 0) throws -> String {
    try lines.wait(from: mark, for: "write \(words)") { $0.hasPrefix("write \(words)") ? $0 : nil }
  }
}

/// The counterparts that this machine has.
enum Peers {
  static let python = ProcessInfo.processInfo.environment["GATEHOUSE_PEERS_PYTHON"]
  static let hasPython = python != nil
  static let hasSocat = hasPython && FileManager.default.isExecutableFile(atPath: "/usr/bin/socat")
  static let hasCompiler = FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")

  static let scripts = Samples.root.appendingPathComponent("Tests/Peers")

  /// pymodbus on TCP or on a serial line.
  static func pymodbus(_ kind: String, _ place: String, units: String = "1,2") throws -> Peer {
    let script = scripts.appendingPathComponent("modbus_slave.py").path
    return try Peer(python ?? "", ["-u", script, kind, place, units])
  }

  /// A slave on libmodbus, compiled here.
  static func libmodbus(port: Int = 0) throws -> Peer {
    let program = try compiled.get()
    return try Peer(program, [String(port)])
  }

  private static let compiled = Result<String, any Error> {
    let program = FileManager.default.temporaryDirectory
      .appendingPathComponent("modbus_slave-\(UUID().uuidString)").path
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
    let source = scripts.appendingPathComponent("modbus_slave.c").path
    compiler.arguments = ["-O1", "-Wall", "-o", program, source, "-lmodbus"]
    let ended = DispatchSemaphore(value: 0)
    compiler.terminationHandler = { _ in ended.signal() }
    try compiler.run()
    _ = ended.wait(timeout: .now() + 60)
    return program
  }
}
