import Glibc

/// Another program of this release, run to its end.
enum ChildProgram {
  /// What it said (empty unless captured) and how it ended: its exit code, or 128 + the signal that ended
  /// it.
  struct Result {
    var output: String
    var exitCode: Int32
  }

  static let outputBytesMax = 4 * 1024 * 1024

  /// nil when the program is neither beside this one nor in PATH. Captured are stdout and stderr together.
  static func run(_ name: String, _ arguments: [String], isCaptured: Bool) -> Result? {
    var ends: [Int32] = [-1, -1]
    if isCaptured, pipe(&ends) != 0 { return nil }
    guard let child = spawn(name, arguments, pipe: isCaptured ? ends : nil) else { return nil }
    var output: [UInt8] = []
    if isCaptured {
      close(ends[1])
      output = readAll(ends[0])
      close(ends[0])
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return Result(
      output: String(decoding: output, as: UTF8.self),
      exitCode: signal == 0 ? status >> 8 & 0xff : 128 + signal)
  }

  private static func spawn(_ name: String, _ arguments: [String], pipe: [Int32]?) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let pipe {
      posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO)
      posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO)
      for end in pipe { posix_spawn_file_actions_addclose(&actions, end) }
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let sibling = ownFolder().map { $0 + "/" + name } ?? name
    if posix_spawn(&child, sibling, &actions, nil, &words, environ) == 0 { return child }
    return posix_spawnp(&child, name, &actions, nil, &words, environ) == 0 ? child : nil
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      // Read on past the limit, so that the child is never stuck on a full pipe.
      bytes += chunk[..<min(count, outputBytesMax - bytes.count)]
    }
  }

  static func ownFolder() -> String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    let text = String(cString: path)
    return text.lastIndex(of: "/").map { String(text[..<$0]) }
  }
}
