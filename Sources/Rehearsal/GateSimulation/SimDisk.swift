internal import AccessModel
internal import Foundation
internal import SiteJournal
internal import UplinkForwarding

/// The journal's disk: a real journal on real files, which fills, fails, and loses power.
final class SimDisk {
  private let folder: String
  private let source: String
  private var generation = 0
  private(set) var journal: Journal?
  /// Writes come back with an error, although nothing is wrong with the room.
  var isFailing = false
  private(set) var isFull = false

  init(folder: String, source: String) {
    self.folder = folder
    self.source = source
  }

  func open() throws(Violation) -> Journal {
    let source = source
    do {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      let journal = try Journal(folder: place) { facts in
        CloudEventEnvelope.encode(
          id: facts.id, source: source, stream: facts.stream, sequence: facts.sequence, type: facts.type,
          subject: facts.subject, time: facts.time, recordedAt: facts.recordedAt, data: facts.data)
      }
      if isFull { try journal.holdSize(true) }
      self.journal = journal
      return journal
    } catch { throw Violation("P7", "the journal does not open again: \(error)") }
  }

  func mayWrite(_ draw: inout SeedStream) throws(JournalError) {
    guard isFailing, draw.happens(perMille: 900) else { return }
    throw .failed(operation: "commit events", file: place, cause: "the disk fails")
  }

  func fill(_ isFull: Bool) {
    self.isFull = isFull
    try? journal?.holdSize(isFull)
  }

  /// The bytes of the write-ahead log.
  var logBytes: Int { Self.size(of: place + "/journal.sqlite-wal") }

  /// Power is gone. What is on the disk now is all there is; of a commit that was under way (`since` the log
  /// had so many bytes) any part may be missing.
  func cut(tornSince bytes: Int?, _ draw: inout SeedStream) {
    let old = place
    generation += 1
    try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for name in ["journal.sqlite", "journal.sqlite-wal"] {
      try? FileManager.default.copyItem(atPath: old + "/" + name, toPath: place + "/" + name)
    }
    if let bytes, logBytes > bytes {
      _ = truncate(place + "/journal.sqlite-wal", off_t(draw.int(bytes...logBytes)))
    }
    try? journal?.close()
    journal = nil
    try? FileManager.default.removeItem(atPath: old)
  }

  func remove() {
    try? journal?.close()
    journal = nil
    try? FileManager.default.removeItem(atPath: folder)
  }

  private var place: String { folder + "/\(generation)" }

  private static func size(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }
}
