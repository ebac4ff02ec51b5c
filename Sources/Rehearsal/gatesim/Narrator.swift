import FieldDoubles
import Foundation
import Synchronization

/// Prints the story, a line a fact, with the time since the start.
final class Narrator: Sendable {
  private let start = ContinuousClock.now
  private let counts = Mutex((passed: 0, failed: 0))

  /// `  1.25 s  camera    posts ...`
  func say(_ who: String, _ what: String) {
    let time = (ContinuousClock.now - start).seconds(digits: 2)
    let lead = String(repeating: " ", count: max(0, 7 - time.count)) + time
    let subject = who.count < 10 ? who + String(repeating: " ", count: 10 - who.count) : who
    write("\(lead) s  \(subject) \(what)\n")
  }

  /// A heading.
  func chapter(_ title: String) { write("\n\(title)\n") }

  /// A check that has an answer now.
  func check(_ what: String, _ isTrue: Bool, _ detail: @autoclosure () -> String = "") {
    counts.withLock { if isTrue { $0.passed += 1 } else { $0.failed += 1 } }
    let suffix = isTrue ? "" : detail()
    say(isTrue ? "ok" : "FAILED", suffix.isEmpty ? what : "\(what): \(suffix)")
  }

  /// Somebody else's last words.
  func quote(_ lines: [String], from file: String) {
    write("    the end of \(file):\n" + lines.map { "    | \($0)\n" }.joined())
  }

  var passed: Int { counts.withLock { $0.passed } }
  var failed: Int { counts.withLock { $0.failed } }
  var elapsed: Duration { ContinuousClock.now - start }

  /// A number with so many digits after the point.
  static func text(_ value: Double, digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }

  /// Text as it is; unlike `print`, it is out at once when standard output is a file.
  func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
