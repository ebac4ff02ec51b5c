import AccessModel
import Foundation
import GatehouseSettings
import SiteJournal
import Testing

@testable import GatehouseRuntime

/// What a clock proves, and what goes.
@Suite struct HousekeepingTests {
  private static let newest = CivilTime(milliseconds: 1_795_000_000_000)

  private static func now(civil seconds: Int64, isSynchronised: Bool = false) -> Now {
    Now(
      moment: Moment(nanoseconds: 100_000_000_000), civil: newest + .seconds(seconds),
      clockIsSynchronised: isSynchronised)
  }

  private func credible(_ now: Now, newest: CivilTime? = Self.newest) -> CivilTime? {
    Housekeeping.credible(now, startedAt: Now(moment: .zero, civil: now.civil), newestAtStart: newest)
  }

  @Test func synchronisedClock_isBelieved() {
    #expect(credible(Self.now(civil: 1_000_000, isSynchronised: true)) == Self.newest + .seconds(1_000_000))
    #expect(credible(Self.now(civil: -1_000_000, isSynchronised: true)) == Self.newest + .seconds(-1_000_000))
  }

  @Test func clockThatNobodyVouchesFor_provesNoMoreThanTheTimeSinceTheStart() {
    #expect(credible(Self.now(civil: 100_000_000)) == Self.newest + .seconds(100))
    #expect(credible(Self.now(civil: 40)) == Self.newest + .seconds(40))
  }

  @Test func clockBehindTheJournal_provesNothing() {
    #expect(credible(Self.now(civil: -100_000_000)) == nil)
    #expect(credible(Self.now(civil: -3600)) == Self.newest + .seconds(-3600))
  }

  @Test func emptyJournal_hasNothingToLose() {
    #expect(credible(Self.now(civil: -100_000_000), newest: nil) != nil)
  }

  @Test func pictureThatNoEventNames_goesAtTheNextStart_othersStay() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "housekeeping-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let journal = try Journal(folder: folder) { $0.data }
    let evidence = try EvidenceStore(folder: folder, bytesMax: 1000)
    let start = SystemClock.now()
    func store(_ secondsAgo: Int64) throws -> String {
      try evidence.store([1], role: "plate", at: start.civil + .seconds(-secondsAgo))
    }
    let (old, named, orphan) = (try store(600), try store(20), try store(10))
    _ = try journal.commit(
      [
        JournalEntry(
          stream: "access", type: "gatehouse.plate.read", time: start.civil, data: [], evidence: [named])
      ], recordedAt: start.civil + .seconds(-20))
    let current = try evidence.store([1], role: "plate", at: start.civil + .seconds(1))
    let housekeeping = Housekeeping(
      journal: journal, evidence: evidence, log: EventLog(plates: .none), startedAt: start)
    await housekeeping.sweepOrphans()
    #expect(evidence.names(since: start.civil + .seconds(-1000)) == [old, named, current])
    #expect(!FileManager.default.fileExists(atPath: try #require(evidence.path(of: orphan))))
    try journal.close()
  }
}
