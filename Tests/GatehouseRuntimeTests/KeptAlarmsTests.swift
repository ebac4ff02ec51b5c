import AccessModel
import Foundation
import GateKeeping
import ShellOrder
import Testing

@testable import GatehouseRuntime

@Suite struct KeptAlarmsTests {
  private static let now = CivilTime(milliseconds: 1_795_000_000_000)
  private static let edition = ListEdition(list: "stolen", version: "7", issuedAt: now)

  private static func hit(_ match: HitMatch) -> KeptHit {
    KeptHit(
      hit: WatchlistHit(
        id: "3-17", accessPoint: "north-in", plate: "A1", match: match,
        images: [EvidenceImage(role: .plate, file: "x.jpg", bytes: 10)]),
      lane: "north", claimedAt: now, isLive: true,
      voices: [HitVoice(operatorName: "li", verifies: true, reason: "the same make")])
  }

  @Test func alarmsAndClaims_comeBackAsTheyWere() throws {
    let alarm = Alarm(
      number: 17, code: .forcedOpen, subject: "boom", lane: "north", what: "it opened", raisedAt: Self.now,
      annunciation: .listed)
    let entry = WatchlistEntry(
      id: "e", plate: "A1", country: "CHN", purpose: .courtOrder, action: .hold, authority: "Court",
      reference: "1/26", validFrom: Self.now, validUntil: Self.now, verifiersMin: 2)
    let suspected = SuspectedMatch(
      edition: Self.edition, entryID: "s", listedPlate: "AI", purpose: .stolenVehicle, authority: "Police",
      reference: "7", score: 950, difference: "character 2", verifiersMin: 2)
    let kept = KeptState(
      alarms: [
        KeptAlarm(
          alarm: alarm, isActive: false, acknowledgedBy: "wu", acknowledgedAt: Self.now, shelvedBy: "li",
          shelvedUntil: Self.now, occurrences: 3, escalations: 2),
        KeptAlarm(
          alarm: Alarm(number: 18, code: .diskLow, subject: "d", what: "w", raisedAt: Self.now),
          isActive: true),
      ], alarmCount: 18,
      hits: [
        Self.hit(.exact(ListMatch(edition: Self.edition, entry: entry))), Self.hit(.suspected(suspected)),
      ], tallies: [HitTally(list: "stolen", isExact: false, verified: 1, rejected: 2, lapsed: 3)])
    #expect(KeptSnapshot.unpacked(KeptSnapshot.packed(kept)) == kept)
  }

  @Test func snapshotOfAnOlderRelease_hasNoAlarms_andIsRead() throws {
    let kept = try #require(
      KeptSnapshot.read { key in
        key == KeptSnapshot.key ? Array(#"{"visits":[],"doors":{},"firePanels":["fire"]}"#.utf8) : []
      })
    #expect(kept == KeptState(firePanels: ["fire"]))
  }
}
