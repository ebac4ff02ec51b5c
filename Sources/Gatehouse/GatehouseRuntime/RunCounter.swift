import AccessModel
import SiteJournal

/// Counts the daemon's runs on a journal: the first half of every decision's identifier.
enum RunCounter {
  private static let key = "run"

  static func next(in journal: Journal, at time: CivilTime) throws(JournalError) -> UInt32 {
    let last = try journal.snapshot(key).flatMap { UInt32(String(decoding: $0, as: UTF8.self)) } ?? 0
    let next = last &+ 1
    _ = try journal.commit([], snapshots: [key: Array("\(next)".utf8)], recordedAt: time)
    return next
  }
}
