internal import Foundation

/// faiss in a process of its own, one thread, spoken to by lines (`Tests/Peers/matching_templates.py`).
final class TemplateBenchPeer {
  /// What the peer was asked and could not do.
  struct Failure: Error, CustomStringConvertible {
    let command: String
    let answer: String
    var description: String {
      "matching_templates.py: '\(command)' was answered '\(answer)'. Install faiss-cpu and numpy for it"
    }
  }

  /// How long one search took, in microseconds, and each probe's best.
  struct Answer {
    let microseconds: Double
    let best: [Int]
  }

  let version: String
  private let process: Process
  private let input: FileHandle
  private let output: FileHandle
  private var unread: [UInt8] = []

  init(python: String, script: String) throws {
    let (toPeer, fromPeer) = (Pipe(), Pipe())
    process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [script]
    // One thread for whatever numpy and faiss bring along.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"]) { $1 }
    process.standardInput = toPeer
    process.standardOutput = fromPeer
    input = toPeer.fileHandleForWriting
    output = fromPeer.fileHandleForReading
    try process.run()
    let hello = Self.line(output, &unread)
    guard hello.hasPrefix("ready ") else {
      process.terminate()
      throw Failure(command: "start", answer: hello)
    }
    version = String(hello.dropFirst("ready ".count))
  }

  func end() {
    try? input.close()
    process.waitUntilExit()
  }

  func load(_ words: String) throws { _ = try ask(words, expecting: "loaded") }

  func search(_ words: String) throws -> Answer {
    let parts = try ask(words, expecting: "took")
    guard parts.count == 3, let microseconds = Double(parts[1]) else {
      throw Failure(command: words, answer: parts.joined(separator: " "))
    }
    return Answer(microseconds: microseconds, best: parts[2].split(separator: ",").compactMap { Int($0) })
  }

  private func ask(_ words: String, expecting first: String) throws -> [Substring] {
    try input.write(contentsOf: Data("\(words)\n".utf8))
    let answer = Self.line(output, &unread)
    let parts = answer.split(separator: " ")
    guard parts.first == first[...] else { throw Failure(command: words, answer: answer) }
    return parts
  }

  /// The next line, or what there was before the peer ended.
  private static func line(_ output: FileHandle, _ unread: inout [UInt8]) -> String {
    while true {
      if let end = unread.firstIndex(of: 10) {
        defer { unread.removeSubrange(...end) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      let more = output.availableData
      guard !more.isEmpty else { return String(decoding: unread, as: UTF8.self) }
      unread += more
    }
  }
}
