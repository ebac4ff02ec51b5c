package import AccessModel
package import SiteJournal

/// Counts the daemon's runs on a journal: the first half of every decision's identifier.
package enum RunCounter {
  private static let key = "run"

  /// A journal that cannot commit, because its disk is full, keeps no count: the run is then numbered by the
  /// clock, in seconds since 1970, far above any count.
  package static func next(in journal: Journal, at time: CivilTime) -> UInt32 {
    do {
      let next = try stored(in: journal) &+ 1
      _ = try journal.commit([], snapshots: [key: Array("\(next)".utf8)], recordedAt: time)
      return next
    } catch {
      return UInt32(clamping: time.milliseconds / 1000)
    }
  }

  /// The newest run that was counted; 0 where the journal cannot tell.
  package static func last(in journal: Journal) -> UInt32 { (try? stored(in: journal)) ?? 0 }

  private static func stored(in journal: Journal) throws(JournalError) -> UInt32 {
    try journal.snapshot(key).flatMap { UInt32(String(decoding: $0, as: UTF8.self)) } ?? 0
  }
}
