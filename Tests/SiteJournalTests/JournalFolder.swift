import AccessModel
import Foundation
import SiteJournal
import Testing

/// A folder for one test, removed with the last reference.
final class JournalFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "gatehouse-journal-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var file: String { path + "/journal.sqlite" }

  func open() throws -> Journal { try Journal(folder: path, envelope: Self.envelope) }

  /// A stand-in for CloudEvents that shows every fact it was given.
  @Sendable static func envelope(_ facts: EnvelopeFacts) -> [UInt8] {
    let text = [
      facts.id, facts.stream, "\(facts.sequence)", facts.type, facts.subject ?? "-",
      "\(facts.time.milliseconds)", "\(facts.recordedAt.milliseconds)",
    ].joined(separator: "|")
    return Array(text.utf8) + [124] + facts.data
  }
}

func time(_ seconds: Int64) -> CivilTime { CivilTime(milliseconds: 1_760_000_000_000 + seconds * 1000) }

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// A forwarded entry whose data is `name`.
func forwarded(_ name: String, stream: String = "north") -> JournalEntry {
  JournalEntry(
    stream: stream, type: "gatehouse.plate.read", time: time(0), data: bytes(name), forwarded: bytes(name))
}

/// An entry that stays on the site.
func local(_ name: String, stream: String = "north") -> JournalEntry {
  JournalEntry(stream: stream, type: "gatehouse.input.changed", time: time(0), data: bytes(name))
}

extension Journal {
  func allPending(_ stream: String = "north") throws -> [OutboxRow] {
    try pending(stream: stream, after: 0, rowsMax: 1_000_000, bytesMax: .max)
  }

  func names() throws -> [String] { try events(after: 0, limit: 10_000).map { text($0.data) } }
}

extension JournalFolder {
  /// Whether any file of the folder holds these bytes.
  func contains(_ text: String) throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: path).contains {
      let content = try Data(contentsOf: URL(fileURLWithPath: path + "/" + $0))
      return content.range(of: Data(text.utf8)) != nil
    }
  }
}
