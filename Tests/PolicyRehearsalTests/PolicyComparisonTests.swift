import AccessModel
import InputRing
import Testing

@testable import PolicyRehearsal

/// Exactly the decisions that a changed policy would make otherwise.
@Suite struct PolicyComparisonTests {
  private func compare(
    _ day: RecordedDay, with new: ReplaySite,
    in interval: ClosedRange<CivilTime> = CivilTime(milliseconds: 0)...CivilTime(milliseconds: .max)
  ) throws -> (PolicyComparison.Tally, [PolicyComparison.Difference]) {
    var comparison = PolicyComparison(old: day.site, new: new, in: interval, kept: day.kept(at:))
    var found: [PolicyComparison.Difference] = []
    try RingWalk(day.folder).forEach(since: interval.lowerBound) { found += comparison.take($0) }
    return (comparison.tally, found)
  }

  @Test func samePolicy_differsInNothing() throws {
    let day = RecordedDay()
    day.live()
    let (tally, found) = try compare(day, with: day.site)
    #expect(tally == .init(decisions: day.decisions.count, differ: 0, byOthers: [:]))
    #expect(found.isEmpty)
  }

  @Test func unknownPlatesReferred_changesExactlyTheirDecisions() throws {
    let day = RecordedDay()
    day.live()
    let unknown = day.decisions.filter { $0.accessPoint == "north-in" && $0.outcome == .denied }
    let (tally, found) = try compare(day, with: RecordedDay.site(whenUnknown: .refer))
    #expect(found.count == unknown.count && found.count >= 30)
    #expect(found.map(\.old?.decision.plate) == unknown.map(\.plate))
    #expect(found.allSatisfy { $0.old?.decision.outcome == .denied && $0.new?.decision.outcome == .referred })
    #expect(tally.decisions == day.decisions.count && tally.differ == found.count)
  }

  @Test func membershipTakenAway_deniesItsPlates_whateverTheRecordedBoomDid() throws {
    let day = RecordedDay()
    day.live()
    let (_, found) = try compare(day, with: RecordedDay.site(memberships: []))
    let members = day.decisions.filter { $0.plate == "A1" }
    #expect(found.map(\.old?.decision.id) == members.map(\.id))
    #expect(found.allSatisfy { $0.new?.decision.outcome == .denied })
  }

  @Test func membershipAdded_grantsItsPlates_thoughNoBoomMoved() throws {
    let day = RecordedDay()
    day.live()
    let (_, found) = try compare(day, with: RecordedDay.site(memberships: ["residents", "guests"]))
    let guests = day.decisions.filter { $0.plate == "G1" }
    #expect(found.compactMap(\.old?.decision.id) == guests.map(\.id))
    #expect(found.allSatisfy { $0.new?.decision.outcome == .granted })
  }

  @Test func interval_boundsWhatIsCompared() throws {
    let day = RecordedDay()
    day.live()
    let half = RecordedDay.epoch + .seconds(1200)
    let (all, _) = try compare(day, with: RecordedDay.site(whenUnknown: .refer))
    let (late, found) = try compare(
      day, with: RecordedDay.site(whenUnknown: .refer), in: half...CivilTime(milliseconds: .max))
    #expect(late.decisions > 0 && late.decisions < all.decisions)
    #expect(found.allSatisfy { $0.at >= half })
  }
}
