import AccessModel
import Foundation

/// When the daemon started lately, kept in a small file beside the journal: a service that fails again and
/// again may never come as far as to open the journal.
struct BoxStarts: Sendable {
  /// How old the earlier starts were at this one, and this one itself.
  private let agesAtStart: [Span]
  private let startedAt: Moment

  static let span = Span.seconds(600)
  static let countMax = 16
  private static let bytesMax = 4096

  /// Notes this start; nil where the folder takes no file.
  static func noting(in folder: String, at now: Now) -> BoxStarts? {
    let file = folder + "/starts"
    let earlier = read(file).filter { $0 <= now.civil }
    let times = (earlier + [now.civil]).suffix(countMax)
    let text = times.map { "\($0)\n" }.joined()
    guard (try? Data(text.utf8).write(to: URL(filePath: file), options: .atomic)) != nil else { return nil }
    return BoxStarts(agesAtStart: times.map { now.civil - $0 }, startedAt: now.moment)
  }

  /// Starts within `span`, this one among them.
  func recent(at moment: Moment) -> Int {
    let up = moment - startedAt
    return agesAtStart.count { $0 + up < Self.span }
  }

  private static func read(_ file: String) -> [CivilTime] {
    guard let handle = FileHandle(forReadingAtPath: file) else { return [] }
    defer { try? handle.close() }
    let bytes = (try? handle.read(upToCount: bytesMax)) ?? Data()
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap {
      CivilTime(rfc3339: String($0))
    }
  }
}
