import AccessModel
import Testing

@testable import SiteJournal

@Suite struct PurgeTests {
  private static let day = Span.seconds(86_400)
  private let folder: JournalFolder
  private let journal: Journal

  init() throws {
    folder = try JournalFolder()
    journal = try folder.open()
  }

  private func unlisted(_ name: String, expires: Bool = true, redacted: String? = "{}", image: String? = nil)
    -> JournalEntry
  {
    JournalEntry(
      stream: "north", type: "read", time: time(0), isUnlisted: true, data: bytes(name),
      forwarded: bytes(name),
      forwardedExpires: expires, redacted: redacted.map(bytes), evidence: [image ?? name + ".jpg"])
  }

  /// As the house does it: what the report names is deleted.
  private func purge(at seconds: Int64, rowsMax: Int = 100, isClockTrusted: Bool = true) throws -> PurgeReport
  {
    let report = try journal.purge(
      now: time(seconds), isClockTrusted: isClockTrusted, unlistedRetention: Self.day,
      retention: .seconds(10 * 86_400), rowsMax: rowsMax)
    journal.evidenceIsGone(report.evidence)
    return report
  }

  private func envelopes() throws -> [String] {
    try journal.allPending().map { String(text($0.envelope).split(separator: "|").last ?? "") }
  }

  @Test func unlistedEvent_isKeptForItsRetention_thenGone_othersStay() throws {
    _ = try journal.commit([forwarded("a"), unlisted("b"), forwarded("c")], recordedAt: time(0))
    #expect(try purge(at: 86_400) == PurgeReport())
    let report = try purge(at: 86_401)
    #expect(report == PurgeReport(events: 1, redacted: 1, evidence: ["b.jpg"], hasMore: false))
    #expect(try journal.names() == ["a", "c"])
  }

  @Test func undeliveredUnlistedEnvelope_isReplacedByItsRedactedForm_underTheSameIdAndSequence() throws {
    _ = try journal.commit(
      [
        unlisted("plate", redacted: "gone"), unlisted("hash", expires: false),
        unlisted("bare", redacted: nil),
      ],
      recordedAt: time(0))
    let before = try journal.allPending()
    #expect(try envelopes() == ["plate", "hash", "bare"])
    #expect(try purge(at: 90_000).redacted == 2)
    #expect(try envelopes() == ["gone", "hash", "{}"])
    let after = try journal.allPending()
    #expect(after.map(\.sequence) == [1, 2, 3])
    func heads(_ rows: [OutboxRow]) -> [Substring] {
      rows.map { text($0.envelope).prefix { $0 != "|" } }
    }
    #expect(heads(after) == heads(before))
  }

  @Test func quarantinedUnlistedEnvelope_isRedactedToo() throws {
    _ = try journal.commit([unlisted("京A12345", image: "a.jpg")], recordedAt: time(0))
    try journal.quarantine(stream: "north", sequence: 1, reason: "422")
    _ = try purge(at: 90_000)
    try journal.close()
    #expect(try !folder.contains("京A12345"))
  }

  @Test func purgedPlate_isNotLeftInTheFile() throws {
    _ = try journal.commit([unlisted("京A12345", image: "a.jpg"), forwarded("b")], recordedAt: time(0))
    try journal.checkpoint()
    #expect(try folder.contains("京A12345"))
    _ = try purge(at: 90_000)
    // Closing moves the log into the database and removes it.
    try journal.close()
    #expect(try !folder.contains("京A12345"))
  }

  @Test func otherEvents_goAfterTheLongRetention_butTheirEnvelopesStayUntilDelivered() throws {
    _ = try journal.commit([forwarded("old")], recordedAt: time(0))
    _ = try journal.commit([forwarded("new")], recordedAt: time(500_000))
    #expect(try purge(at: 864_000).events == 0)
    #expect(try purge(at: 864_001).events == 1)
    #expect(try journal.names() == ["new"])
    #expect(try envelopes() == ["old", "new"])
  }

  @Test func onePurge_touchesNoMoreRowsThanAllowed_andSaysThatMoreIsDue() throws {
    _ = try journal.commit((0..<5).map { unlisted("\($0)") }, recordedAt: time(0))
    let reports = try (0..<4).map { _ in try purge(at: 90_000, rowsMax: 2) }
    #expect(reports.map(\.events) == [2, 2, 1, 0])
    #expect(reports.map(\.hasMore) == [true, true, false, false])
    #expect(reports.map(\.evidence) == [["0.jpg", "1.jpg"], ["2.jpg", "3.jpg"], ["4.jpg"], []])
  }

  @Test func unlistedEventBehindTheLongRetention_isNeverOvertaken() throws {
    _ = try journal.commit([forwarded("a"), forwarded("b"), unlisted("c")], recordedAt: time(0))
    let first = try purge(at: 10_000_000, rowsMax: 2)
    #expect(first.events == 2)
    #expect(try journal.names() == ["c"])
    #expect(try purge(at: 10_000_000, rowsMax: 2).redacted == 1)
  }

  @Test func evidence_isNamedAgain_alsoAfterARestart_untilItIsGone() throws {
    _ = try journal.commit([unlisted("b"), unlisted("c")], recordedAt: time(0))
    #expect(try purge(at: 90_000).evidence == ["b.jpg", "c.jpg"])
    try journal.close()
    let journal = try folder.open()
    func purgeAgain() throws -> PurgeReport {
      try journal.purge(now: time(90_001), unlistedRetention: Self.day, retention: Self.day, rowsMax: 9)
    }
    #expect(try purgeAgain().evidence == ["b.jpg", "c.jpg"])
    journal.evidenceIsGone(["b.jpg"])
    #expect(try purgeAgain().evidence == ["c.jpg"])
    #expect(try purgeAgain().evidence == ["c.jpg"])
    journal.evidenceIsGone(["c.jpg"])
    #expect(try purgeAgain().evidence == [])
  }

  @Test func unlistedEventStampedAnHourAhead_goesAtOnce_listedOnesStay() throws {
    _ = try journal.commit([unlisted("ahead"), forwarded("listed")], recordedAt: time(8000))
    _ = try journal.commit([unlisted("due")], recordedAt: time(-90_000))
    #expect(try purge(at: 0).events == 2)
    #expect(try journal.names() == ["listed"])
  }

  @Test func clockThatNobodyVouchesFor_makesNothingOldByBeingBehind() throws {
    _ = try journal.commit([unlisted("a"), forwarded("b")], recordedAt: time(100_000_000))
    #expect(try purge(at: 0, isClockTrusted: false).events == 0)
    #expect(try journal.names() == ["a", "b"])
  }

  @Test func eventStampedFarAhead_countsAsOld_andHoldsNothingUp() throws {
    _ = try journal.commit([unlisted("future")], recordedAt: time(1_000_000_000))
    _ = try journal.commit([unlisted("now")], recordedAt: time(0))
    #expect(try purge(at: 90_000).events == 2)
  }
}
