import AccessModel
import Foundation
import GatehouseSettings
import SiteJournal
import Synchronization

/// Lets go of what is past its time (P10), and of pictures when the disk is full (P7); in small pieces, on a
/// queue that may block.
final class Housekeeping: Sendable {
  private let journal: Journal
  private let evidence: EvidenceStore
  private let log: EventLog
  private let startedAt: Now
  /// When earlier runs recorded their last event: what the journal itself knows of the time.
  private let newestAtStart: CivilTime?
  private let queue = DispatchQueue(label: "housekeeping")
  private let isStopped = Atomic<Bool>(false)
  private let leftovers: Mutex<Leftovers>

  /// Whether rows were purged since the write-ahead log was last scrubbed of them.
  private struct Leftovers {
    var isPurged: Bool
    var scrubbedAt: Moment
  }

  /// Rows that one purge transaction touches: a commit never waits long behind it.
  private static let purgeRowsMax = 200
  private static let purgePauseMicroseconds: UInt32 = 10_000
  /// What was purged has left the write-ahead log as well after this time, even at a quiet site.
  private static let scrubEvery = Span.seconds(3600)
  /// A clock this far behind the journal is wrong.
  private static let clockSlack = Span.seconds(3600)
  /// Pictures this much older than the last event belong to an event, or were deleted with theirs.
  private static let orphanSpan = Span.seconds(-60)
  /// Pictures given up at once when the disk is full.
  private static let shedBytes = 64 << 20

  /// Reads what the journal knows of the time, so it must be made before this run records anything.
  init(journal: Journal, evidence: EvidenceStore, log: EventLog, startedAt: Now) {
    self.journal = journal
    self.evidence = evidence
    self.log = log
    self.startedAt = startedAt
    newestAtStart = (try? journal.latestEvents(limit: 1))?.last?.recordedAt
    leftovers = Mutex(Leftovers(isPurged: false, scrubbedAt: startedAt.moment))
  }

  /// Purges all that is due; ends early when it is stopped.
  func purge(_ site: Site) async {
    await onQueue { [self] in
      while !isStopped.load(ordering: .relaxed), purgePiece(site) { usleep(Self.purgePauseMicroseconds) }
      scrubWhenDue()
    }
  }

  /// Deletes the pictures that the last run kept for reads which it did not live to record.
  func sweepOrphans() async {
    await onQueue { [self] in
      guard let newest = newestAtStart, let events = try? journal.latestEvents(limit: 10_000) else { return }
      // Of older pictures these events would not tell whether they are named.
      let since = max(newest + Self.orphanSpan, events.first?.recordedAt ?? newest)
      let named = Set(events.flatMap(\.evidence))
      let before = EvidenceStore.stamp(startedAt.civil)
      let orphans = evidence.names(since: since).filter { $0 < before && !named.contains($0) }
      evidence.delete(orphans)
      if !orphans.isEmpty { log.say(6, "\(orphans.count) pictures without an event deleted") }
    }
  }

  /// The disk is full: the oldest pictures make room, before anything else is given up.
  func shedPictures() {
    queue.async { [self] in
      let (files, bytes) = evidence.shed(bytes: Self.shedBytes)
      let what = files == 0 ? "there are no pictures to give up" : "\(files) oldest pictures given up"
      log.say(3, "the disk is full: \(what), \(bytes >> 20) MiB")
    }
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// True while there is more.
  private func purgePiece(_ site: Site) -> Bool {
    let now = SystemClock.now()
    guard let civil = credibleTime() else { return false }
    do {
      let report = try journal.purge(
        now: civil, isClockTrusted: now.clockIsSynchronised, unlistedRetention: site.unlistedRetention,
        retention: site.journal.eventRetention, rowsMax: Self.purgeRowsMax)
      let (left, cause) = evidence.delete(report.evidence)
      journal.evidenceIsGone(report.evidence.filter { !left.contains($0) })
      if let cause { log.say(4, "\(left.count) pictures past their time remain: \(cause)") }
      if report.events > 0 { leftovers.withLock { $0.isPurged = true } }
      return report.hasMore
    } catch {
      log.say(3, "purging the journal failed: \(error)")
      return false
    }
  }

  /// As `credible`, now.
  func credibleTime() -> CivilTime? {
    Self.credible(SystemClock.now(), startedAt: startedAt, newestAtStart: newestAtStart)
  }

  /// How late it is at most, for the question of what is past its time. A clock that nobody vouches for
  /// proves an age only as far as the journal and the time since the start bear it out; nil when it stands
  /// before the journal's last event.
  static func credible(_ now: Now, startedAt: Now, newestAtStart: CivilTime?) -> CivilTime? {
    guard !now.clockIsSynchronised, let newest = newestAtStart else { return now.civil }
    guard newest - now.civil <= clockSlack else { return nil }
    return min(now.civil, newest + (now.moment - startedAt.moment))
  }

  private func scrubWhenDue() {
    let now = SystemClock.moment()
    let isDue = leftovers.withLock { $0.isPurged && now - $0.scrubbedAt >= Self.scrubEvery }
    // Readers may be in the way: then the next purge tries again.
    guard isDue, (try? journal.scrubLog()) != nil else { return }
    leftovers.withLock { $0 = Leftovers(isPurged: false, scrubbedAt: now) }
  }

  private func onQueue(_ work: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
      queue.async {
        work()
        continuation.resume()
      }
    }
  }
}
