import AccessModel
import Foundation
import Testing

@testable import SiteJournal

@Suite struct ConcurrencyTests {
  /// The gate loop commits, an uplink drains and others read: each upstream row comes once, in order,
  /// without a gap.
  @Test func drainingAndReading_whileCommitting_losesAndRepeatsNothing() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let (batches, rows) = (60, 50)
    let total = batches * rows
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for batch in 0..<batches {
          let entries = (0..<rows).map {
            forwarded("\(batch)-\($0)", stream: $0 % 5 == 0 ? "south" : "north")
          }
          _ = try journal.commit(entries, recordedAt: time(Int64(batch)))
        }
      }
      for stream in ["north", "south"] {
        group.addTask {
          var next: Int64 = 1
          let last = Int64(stream == "south" ? total / 5 : total / 5 * 4)
          while next <= last {
            let pending = try journal.pending(stream: stream, after: next - 1, rowsMax: 33, bytesMax: 10_000)
            #expect(pending.map(\.sequence) == Array(next..<(next + Int64(pending.count))))
            guard let end = pending.last else {
              await Task.yield()
              continue
            }
            try journal.acknowledge(stream: stream, through: end.sequence)
            next = end.sequence + 1
          }
        }
      }
      group.addTask {
        for _ in 0..<50 {
          _ = try journal.backlog()
          _ = try journal.latestEvents(limit: 3)
          try journal.checkpoint()
          _ = try journal.purge(
            now: time(0), unlistedRetention: .seconds(99), retention: .seconds(99), rowsMax: 5)
        }
      }
      try await group.waitForAll()
    }
    #expect(try journal.backlog().map(\.pending) == [0, 0])
    #expect(try journal.backlog().map(\.lastSequence) == [Int64(total / 5 * 4), Int64(total / 5)])
    #expect(try journal.events(after: 0, limit: 10_000).count == total)
  }

  @Test func log_staysBounded_underCommitsWithoutAPause() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    var entry = forwarded("x")
    entry.data = [UInt8](repeating: 120, count: 60_000)
    let batch = [JournalEntry](repeating: entry, count: 20)
    for moment in 0..<150 { _ = try journal.commit(batch, recordedAt: time(Int64(moment))) }
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file + "-wal")
    let size = try #require(attributes[.size] as? Int)
    // 370 MB went through it; one commit is under 3 MB.
    #expect(size < (Checkpointer.framesHard + 1000) * 4200, "\(size)")
  }
}
