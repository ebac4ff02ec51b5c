internal import Foundation

/// `Tests/Peers/matching_plates.py`, spoken to by lines: one question, one answer.
final class PlatePeer {
  private let process = Process()
  private let question = Pipe()
  private let answer = Pipe()
  private var rest: [UInt8] = []

  enum Failure: Error, CustomStringConvertible {
    case gone(question: String)
    case refused(question: String, answer: String)

    var description: String {
      switch self {
      case .gone(let question): "the peer ended instead of answering '\(question)'"
      case .refused(let question, let answer): "the peer answered '\(answer)' to '\(question)'"
      }
    }
  }

  init(python: String, script: String) throws {
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script]
    process.standardInput = question
    process.standardOutput = answer
    try process.run()
  }

  /// Asks, and returns the numbers of the answer.
  func ask(_ line: String) throws -> [Double] {
    try question.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    let text = try readLine(line)
    var words = text.split(separator: " ")
    guard words.popLast() == "ok" else { throw Failure.refused(question: line, answer: text) }
    return words.compactMap { Double($0) }
  }

  func end() {
    try? question.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private func readLine(_ line: String) throws -> String {
    while true {
      if let end = rest.firstIndex(of: 0x0A) {
        let text = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeSubrange(...end)
        return text
      }
      let more = answer.fileHandleForReading.availableData
      guard !more.isEmpty else { throw Failure.gone(question: line) }
      rest += more
    }
  }
}
