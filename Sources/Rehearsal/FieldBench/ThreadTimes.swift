internal import Foundation

/// Processor time of this process's threads, by the beginning of their names.
enum ThreadTimes {
  /// Nanoseconds on a processor (`/proc/self/task/*/schedstat`), of the threads that live now.
  static func nanoseconds(named prefix: String) -> Int64 {
    let folder = "/proc/self/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return threads.reduce(0) { sum, thread in
      guard let name = text("\(folder)/\(thread)/comm"), name.hasPrefix(prefix),
        let spent = text("\(folder)/\(thread)/schedstat")?.split(separator: " ").first.flatMap({ Int64($0) })
      else { return sum }
      return sum + spent
    }
  }

  private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
