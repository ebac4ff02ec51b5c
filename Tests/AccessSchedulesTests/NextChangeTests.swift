import AccessModel
import AccessSchedules
import Testing

/// `nextChange` finds each change, no other, and ends.
@Suite struct NextChangeTests {
  private func changes(_ text: String, _ zone: String, after time: String, _ count: Int) throws -> [String] {
    let (schedule, rules) = (try Schedule(parsing: text), try ZoneRules(posix: zone))
    var (at, found) = (instant(time), [String]())
    while found.count < count, let next = schedule.nextChange(after: at, in: rules) {
      found.append(next.description)
      at = next
    }
    return found
  }

  @Test func nightHours_changeAtTheirEnds_acrossBothClockChanges() throws {
    #expect(
      try changes("weekly sun 02:00-05:00", Zones.berlin, after: "2026-03-28T12:00:00Z", 2)
        == ["2026-03-29T01:00:00.000Z", "2026-03-29T03:00:00.000Z"])
    #expect(
      try changes("weekly sun 02:00-05:00", Zones.berlin, after: "2026-10-24T12:00:00Z", 2)
        == ["2026-10-25T00:00:00.000Z", "2026-10-25T04:00:00.000Z"])
  }

  @Test func hourThatComesTwice_changesFourTimes() throws {
    #expect(
      try changes("weekly sun 02:00-02:30", Zones.berlin, after: "2026-10-24T12:00:00Z", 4)
        == [
          "2026-10-25T00:00:00.000Z", "2026-10-25T00:30:00.000Z", "2026-10-25T01:00:00.000Z",
          "2026-10-25T01:30:00.000Z",
        ])
  }

  @Test func hoursThatTouch_areNoChange() throws {
    let text = "weekly mon 08:00-12:00\nweekly mon 12:00-16:00\nevent DTSTART:20261123T160000 DURATION:PT2H"
    #expect(
      try changes(text, "UTC0", after: "2026-11-23T08:00:00Z", 2)
        == ["2026-11-23T18:00:00.000Z", "2026-11-30T08:00:00.000Z"])
  }

  @Test func specialDay_isAChangeAtItsMidnights() throws {
    #expect(
      try changes(
        "always\nspecial 2026-10-01..2026-10-02 09:00-10:00", "UTC0", after: "2026-09-01T00:00:00Z", 9)
        == [
          "2026-10-01T00:00:00.000Z", "2026-10-01T09:00:00.000Z", "2026-10-01T10:00:00.000Z",
          "2026-10-02T09:00:00.000Z", "2026-10-02T10:00:00.000Z", "2026-10-03T00:00:00.000Z",
        ])
  }

  @Test func changeBeyondTheHorizon_isNone() throws {
    let leap = "event DTSTART:20280229T080000 DURATION:PT1H RRULE:FREQ=YEARLY"
    #expect(try changes(leap, "UTC0", after: "2026-11-23T08:00:00Z", 1) == ["2028-02-29T08:00:00.000Z"])
    #expect(try changes("special 2040-01-01 08:00-09:00", "UTC0", after: "2026-11-23T08:00:00Z", 1).isEmpty)
    #expect(Schedule.always.nextChange(after: instant("2026-11-23T08:00:00Z"), in: .utc) == nil)
    #expect(Schedule.always.nextChange(after: CivilTime(milliseconds: .max), in: .utc) == nil)
  }

  @Test func steppingMinuteByMinute_findsTheSameChanges() throws {
    let text = """
      weekly fri,sat,sun 22:10-02:40
      event DTSTART:20261020T013000 DURATION:PT26H RRULE:FREQ=DAILY;INTERVAL=3
      special 2026-10-26 01:00-02:15, 02:45-04:00
      """
    let (schedule, zone) = (try Schedule(parsing: text), try ZoneRules(posix: Zones.berlin))
    let (start, end) = (instant("2026-10-19T00:00:00Z"), instant("2026-11-05T00:00:00Z"))
    var stepped: [CivilTime] = []
    var (time, state) = (start, schedule.isActive(at: start, in: zone))
    while time < end {
      time = time + .seconds(60)
      let now = schedule.isActive(at: time, in: zone)
      if now != state { stepped.append(time) }
      state = now
    }
    var asked: [CivilTime] = []
    var at = start
    while let next = schedule.nextChange(after: at, in: zone), next <= end {
      asked.append(next)
      at = next
    }
    #expect(asked == stepped && asked.count > 20)
  }
}
