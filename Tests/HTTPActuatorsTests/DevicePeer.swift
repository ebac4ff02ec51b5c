import AccessModel
import FieldContract
import Foundation

@testable import HTTPActuators

/// The counterpart in `Tests/Peers/http_device.py`, and a sink that keeps everything.
///
/// Sendable by hand: the process and its pipes are set once; `said` and `facts` are touched only when locked.
final class DevicePeer: FieldSink, @unchecked Sendable {
  struct Missing: Error, CustomStringConvertible { let description: String }

  private let process = Process()
  private let input = Pipe()
  private let condition = NSCondition()
  private var said: [String] = []
  private var facts: [FieldInput] = []

  static let python = ProcessInfo.processInfo.environment["GATEHOUSE_PEERS_PYTHON"]
  /// The interpreter has the packages that the counterpart needs.
  static let isAvailable: Bool = {
    guard let python else { return false }
    let probe = Process()
    probe.executableURL = URL(fileURLWithPath: python)
    probe.arguments = ["-c", "import flask_httpauth"]
    probe.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    probe.terminationHandler = { _ in ended.signal() }
    guard (try? probe.run()) != nil else { return false }
    return ended.wait(timeout: .now() + 20) == .success && probe.terminationStatus == 0
  }()

  init(_ arguments: [String] = []) throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.python ?? "")
    process.arguments =
      ["-u", Profiles.root.appendingPathComponent("Tests/Peers/http_device.py").path] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let handle = output.fileHandleForReading
    Thread { [weak self] in
      var rest = Data()
      while case let part = handle.availableData, !part.isEmpty {
        rest.append(part)
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          self?.hear(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
          rest = Data(rest[rest.index(after: end)...])
        }
      }
    }.start()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  func report(_ input: FieldInput) -> Bool {
    condition.withLock {
      facts.append(input)
      condition.broadcast()
    }
    return true
  }

  func submit(_ reads: [PlateRead]) async -> SubmissionResult { .busy }
  func submit(_ reports: [ReaderReport]) async -> SubmissionResult { .busy }

  /// Ports of the good and of the hostile device.
  func ports() throws -> (good: Int, hostile: Int) {
    let line = try wait("ready") { self.said.first { $0.hasPrefix("ready ") } }
    let words = line.split(separator: " ").compactMap { Int($0) }
    return (words[0], words[1])
  }

  /// What was commanded so far, after everything asked was done.
  func commands() throws -> [String] { try lines("command ") }

  func lines(_ prefix: String) throws -> [String] {
    try say("ping now")
    _ = try wait("pong") { self.said.last == "pong now" ? true : nil }
    return condition.withLock {
      said.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
  }

  func say(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
  }

  func outcome(_ number: UInt64) throws -> CommandOutcome.Result {
    try wait("outcome \(number)") {
      self.facts.lazy.compactMap { fact in
        switch fact {
        case .commandOutcome(let outcome) where outcome.number == number: outcome.result
        case .doorOutcome(let outcome) where outcome.number == number: outcome.result
        default: nil
        }
      }.first
    }
  }

  func health(_ state: DeviceHealth.State) throws -> String {
    try wait("health \(state)") {
      self.facts.lazy.compactMap { fact in
        if case .deviceHealth(let health) = fact, health.state == state { health.reason } else { nil }
      }.first
    }
  }

  /// Waits until it was told something that holds these words.
  func hears(_ words: String) throws {
    _ = try wait(words) { self.said.contains { $0.contains(words) } ? true : nil }
  }

  private func hear(_ line: String) {
    condition.withLock {
      said.append(line)
      condition.broadcast()
    }
  }

  func wait<Found>(_ what: String, _ find: () -> Found?) throws -> Found {
    let deadline = Date(timeIntervalSinceNow: 15)
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let found = find() { return found }
      guard condition.wait(until: deadline) else {
        throw Missing(description: "no \(what); said \(said.suffix(10)), facts \(facts.suffix(5))")
      }
    }
  }
}
