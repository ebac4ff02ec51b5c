import ConsoleContract
import Glibc

/// Standard output and error, unbuffered: a follower in a pipe sees each line at once.
enum Terminal {
  /// One line of text for people, or of JSON.
  static func say(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  static func complain(_ text: String) { write("gatectl: " + text.printable + "\n", to: STDERR_FILENO) }

  /// Part of a conversation: on standard error where standard output is for programs.
  static func show(_ text: String, besideOutput: Bool) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    write(
      lines.map { String($0).printable }.joined(separator: "\n"),
      to: besideOutput ? STDERR_FILENO : STDOUT_FILENO)
  }

  /// What a person typed before being asked; of a pipe nothing is lost.
  static func forgetTypedAhead() {
    if isatty(STDIN_FILENO) != 0 { tcflush(STDIN_FILENO, TCIFLUSH) }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // Nobody reads any more (`gatectl events | head` where SIGPIPE is ignored), so there is nobody to
      // tell.
      guard count > 0 else { exit(0) }
      rest = rest.dropFirst(count)
    }
  }
}
