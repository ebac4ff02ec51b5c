import AccessModel
import GatehouseSettings
import Testing

@testable import GatehouseRuntime

/// What somebody who is woken at night reads in the log.
@Suite struct AlarmLinesTests {
  private static let now = CivilTime(milliseconds: 1_795_000_000_000)
  private static let alarm = Alarm(
    number: 17, code: .watchlistHit, subject: "3-16", lane: "north", what: "plate A1 is on list stolen",
    raisedAt: now)
  private static let match = SuspectedMatch(
    edition: ListEdition(list: "stolen", version: "7", issuedAt: now), entryID: "s-2", listedPlate: "AI",
    purpose: .stolenVehicle, authority: "Police", reference: "7", score: 950, difference: "character 2")

  private func line(_ fact: GateFact, _ plates: PlateLogging = .full) -> (level: Int, text: String) {
    let event = GateEvent(at: Self.now, lane: "north", fact: fact)
    let text = EventText(plates: plates)
    return (text.level(of: event), text.summary(of: event))
  }

  @Test func alarmThatIsToldAgain_saysSinceWhenAndWhatToType() {
    let told = line(.alarmEscalated(AlarmHandling(alarm: Self.alarm, escalation: 2)))
    #expect(told.level == 2)
    for part in ["STILL UNACKNOWLEDGED since 2026-11-18T11:06:40", "(2)", "gatectl alarms ack 17"] {
      #expect(told.text.contains(part), "\(part)")
    }
  }

  @Test func handledAlarm_saysWhoAndWhy() {
    let text = line(
      .alarmShelved(
        AlarmHandling(alarm: Self.alarm, operatorName: "wu", reason: "mending", until: Self.now))
    ).text
    #expect(text.hasPrefix("alarm SHELVED until 2026-11-18T11:06:40.000Z #17 watchlistHit 3-16"))
    #expect(text.hasSuffix("operator=wu reason=mending lane=north"))
  }

  @Test func decidedClaim_namesEverybodyWhoSpoke() {
    let hit = WatchlistHit(
      id: "3-16", accessPoint: "in", plate: "A1", match: .suspected(Self.match), images: [])
    let voice = HitVoice(operatorName: "li", verifies: false, reason: "a one")
    let text = line(.hitDecided(HitDecision(hit: hit, outcome: .rejected, voices: [voice]))).text
    #expect(text.contains("look-alike 3-16 A1 rejected list=stolen"))
    #expect(text.contains("operator=li says=reject reason=a one"))
    #expect(line(.hitDecided(HitDecision(hit: hit, outcome: .lapsed, voices: []))).level == 4)
  }

  @Test func siteThatHidesPlates_hidesThemInEveryLineOfAnAlarm() {
    let handling = AlarmHandling(alarm: Self.alarm, operatorName: "wu", escalation: 1)
    for fact in [
      .alarmRaised(Self.alarm), .alarmCleared(Self.alarm), .alarmAcknowledged(handling),
      .alarmEscalated(handling),
    ] as [GateFact] {
      #expect(line(fact).text.contains("A1"))
      #expect(!line(fact, .none).text.contains("A1"))
    }
  }
}
