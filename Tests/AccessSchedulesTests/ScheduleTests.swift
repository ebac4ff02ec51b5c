import AccessModel
import AccessSchedules
import Testing

/// When schedules apply, on the wall's clock and across its changes.
@Suite struct ScheduleTests {
  /// Reads a schedule and says at each instant whether it applies.
  private func active(_ text: String, _ zone: String, _ times: [String]) throws -> [Bool] {
    let (schedule, rules) = (try Schedule(parsing: text), try ZoneRules(posix: zone))
    return times.map { schedule.isActive(at: instant($0), in: rules) }
  }

  @Test func weeklyHours_beginIncluded_endExcluded() throws {
    // 2026-11-23 is a Monday.
    let times = [
      "2026-11-23T06:59:59.999+08:00", "2026-11-23T07:00:00+08:00", "2026-11-23T18:59:59.999+08:00",
      "2026-11-23T19:00:00+08:00", "2026-11-28T12:00:00+08:00",
    ]
    #expect(
      try active("weekly mon-fri 07:00-19:00", Zones.shanghai, times) == [false, true, true, false, false])
  }

  @Test func hoursOverMidnight_goOnIntoTheNextDay_sundayIntoMonday() throws {
    let times = [
      "2026-11-29T21:59:59Z", "2026-11-29T22:00:00Z", "2026-11-30T00:00:00Z", "2026-11-30T05:59:59Z",
      "2026-11-30T06:00:00Z",
    ]
    #expect(try active("weekly sun 22:00-06:00", "UTC0", times) == [false, true, true, true, false])
  }

  @Test func gap_whatTheClockNeverShows_neverApplies() throws {
    // Berlin, 2026-03-29: 01:59:59 is followed by 03:00:00.
    let times = [
      "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z",
    ]
    #expect(try active("weekly daily 02:30-03:00", Zones.berlin, times) == [false, false, false, false])
    #expect(try active("weekly daily 02:30-03:30", Zones.berlin, times) == [false, true, false, false])
    let event = "event DTSTART:20260329T023000 DURATION:PT1H"
    #expect(try active(event, Zones.berlin, times) == [false, true, false, false])
  }

  @Test func overlap_whatTheClockShowsTwice_appliesTwice() throws {
    // Berlin, 2026-10-25: 02:59:59 is followed by 02:00:00.
    let times = [
      "2026-10-24T23:59:59Z", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z",
      "2026-10-25T01:29:59Z", "2026-10-25T01:30:00Z",
    ]
    #expect(
      try active("weekly sun 02:00-02:30", Zones.berlin, times) == [false, true, false, true, true, false])
    #expect(
      try active("event DTSTART:20261025T020000 DTEND:20261025T023000", Zones.berlin, times)
        == [false, true, false, true, true, false])
  }

  @Test func specialDay_replacesHoursAndEvents_fromMidnightToMidnight() throws {
    let text = """
      weekly daily 20:00-06:00
      event DTSTART:20261224T200000 DURATION:PT10H
      special 2026-12-25 10:00-12:00
      """
    let times = [
      "2026-12-24T23:59:59Z", "2026-12-25T00:00:00Z", "2026-12-25T10:00:00Z", "2026-12-25T12:00:00Z",
      "2026-12-25T23:00:00Z", "2026-12-26T00:00:00Z",
    ]
    #expect(try active(text, "UTC0", times) == [true, false, true, false, false, true])
  }

  @Test func twoSpecialDaysTogether_addTheirHours_closedAddsNone() throws {
    let text = "always\nspecial 2026-10-01..2026-10-07 closed\nspecial 2026-10-03 09:00-10:00"
    let times = [
      "2026-10-01T09:00:00Z", "2026-10-03T09:00:00Z", "2026-10-07T23:59:59Z", "2026-10-08T00:00:00Z",
    ]
    #expect(try active(text, "UTC0", times) == [false, true, false, true])
  }

  @Test func positionsInAFirstWeekThatIsCut_countTheWholeWeek() throws {
    // RFC 5545 §3.3.10: the set is that of the interval. Wednesday is second of its week, so never chosen.
    let text = "event DTSTART:20261125T080000 DURATION:PT1H RRULE:FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=1"
    #expect(try active(text, "UTC0", ["2026-11-25T08:30:00Z", "2026-11-30T08:30:00Z"]) == [false, true])
  }

  @Test func untilAsAnInstant_isReadOnTheClockOfTheZone() throws {
    let text = "event DTSTART:20261101T080000 DURATION:PT1H RRULE:FREQ=DAILY;UNTIL=20261103T000000Z"
    let last = ["2026-11-03T00:30:00Z", "2026-11-04T00:30:00Z"]
    #expect(try active(text, Zones.shanghai, last) == [true, false])
    #expect(try active(text, "UTC0", ["2026-11-02T08:30:00Z", "2026-11-03T08:30:00Z"]) == [true, false])
  }

  @Test func recurrence_endsWith2099() throws {
    let text = "event DTSTART:20261101T080000 DURATION:PT1H RRULE:FREQ=DAILY"
    #expect(try active(text, "UTC0", ["2099-12-31T08:30:00Z", "2100-01-01T08:30:00Z"]) == [true, false])
  }

  @Test func nothing_neverApplies_always_always() throws {
    let never = try Schedule(parsing: "# nobody\n\n")
    #expect(!never.isActive(at: instant("2026-11-23T07:00:00Z"), in: .utc))
    #expect(Schedule.always.isActive(at: CivilTime(milliseconds: .max), in: .utc))
    #expect(try Schedule(parsing: "always") == Schedule.always)
  }

  @Test func onvifGroup_replacesTheStandardOnItsDays() throws {
    let standard = """
      BEGIN:VCALENDAR
      VERSION:2.0
      BEGIN:VEVENT
      SUMMARY:Access for
        all on weekdays
      DTSTART:19700105T060000
      DTEND:19700105T200000
      RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,T
       H,FR
      UID:1@gatehouse
      END:VEVENT
      END:VCALENDAR
      """
    let days = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"
    let group = ONVIFSpecialDays(days: days, ranges: [.init(from: "22:00:00")])
    let schedule = try Schedule(onvif: standard, specialDays: [group])
    func isActive(_ time: String) -> Bool { schedule.isActive(at: instant(time), in: .utc) }
    #expect(isActive("2026-11-26T06:00:00Z") && !isActive("2026-11-28T06:00:00Z"))
    #expect(!isActive("2026-12-24T06:00:00Z") && isActive("2026-12-24T22:00:00Z"))
    #expect(!isActive("2029-12-24T06:00:00Z") && isActive("2029-12-24T23:59:59Z"))
    #expect(try Schedule(parsing: schedule.description) == schedule)
    let closed = try Schedule(onvif: standard, specialDays: [ONVIFSpecialDays(days: days, ranges: [])])
    #expect(!closed.isActive(at: instant("2026-12-24T22:00:00Z"), in: .utc))
  }
}
