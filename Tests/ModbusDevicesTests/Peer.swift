import Foundation

/// A Modbus slave that runs as a process of its own: lines in, lines out.
///
/// Sendable by hand: the process and its pipe are set once; writes come from one test at a time.
final class Peer: @unchecked Sendable {
  /// What it said.
  let lines = Facts<String>()
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let ended = DispatchSemaphore(value: 0)
  private var pings = 0

  init(_ program: String, _ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    let ended = ended
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let (lines, handle) = (lines, output.fileHandleForReading)
    let reader = Thread {
      var rest = Data()
      while case let part = handle.availableData, !part.isEmpty {
        rest.append(part)
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          lines.add(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
          rest = Data(rest[rest.index(after: end)...])
        }
      }
    }
    reader.start()
  }

  deinit { end() }

  /// Number of its process.
  var number: Int32 { process.processIdentifier }

  /// Kills it, so that its port is free when this returns.
  func end() { process.end(ended) }

  /// Obeyed before anything that the slave does afterwards.
  func say(_ line: String) throws {
    pings += 1
    let (mark, word) = (lines.mark, "p\(pings)")
    try input.fileHandleForWriting.write(contentsOf: Data("\(line)\nping \(word)\n".utf8))
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

extension Process {
  /// `waitUntilExit` needs a run loop, which a test's thread has not.
  func end(_ ended: DispatchSemaphore) {
    guard isRunning else { return }
    kill(processIdentifier, SIGKILL)
    _ = ended.wait(timeout: .now() + 5)
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
