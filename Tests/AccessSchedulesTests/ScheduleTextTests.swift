import AccessSchedules
import Testing

/// The text form: read, printed, refused with the place.
@Suite struct ScheduleTextTests {
  @Test(arguments: [
    ("weekly mon-fri 07:00-19:00", "weekly mon-fri 07:00-19:00"),
    ("weekly sat,sun 14:00-18:00,09:00-12:00", "weekly sat-sun 09:00-12:00, 14:00-18:00"),
    ("weekly fri-mon 08:00-09:00", "weekly mon,fri-sun 08:00-09:00"),
    ("  weekly daily 00:00-24:00 ", "always"),
    ("weekly mon 22:00-06:00:30", "weekly mon 22:00-24:00\nweekly tue 00:00-06:00:30"),
    ("weekly mon 08:00-10:00\nweekly mon 09:00-11:00", "weekly mon 08:00-11:00"),
    ("special 2026-10-01..2026-10-07 closed", "special 2026-10-01..2026-10-07 closed"),
    (
      "event DTSTART:20260105T080000 DTEND:20260105T100000 RRULE:BYDAY=1MO,-1FR;FREQ=MONTHLY;INTERVAL=1",
      "event DTSTART:20260105T080000 DURATION:PT7200S RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR"
    ),
    (
      "special DTSTART;VALUE=DATE:20261225 RRULE:FREQ=YEARLY;UNTIL=20301225 closed",
      "special DTSTART:20261225T000000 DURATION:PT86400S RRULE:FREQ=YEARLY;UNTIL=20301225T000000 closed"
    ),
    (
      "event DTSTART:20260105T080000 DURATION:P1DT1H EXDATE;VALUE=DATE:20260105 RDATE:20260106T090000",
      "event DTSTART:20260105T080000 DURATION:PT90000S EXDATE;VALUE=DATE:20260105 RDATE:20260106T090000"
    ),
  ])
  func text_hasOneCanonicalSpelling(text: String, canonical: String) throws {
    let schedule = try Schedule(parsing: text)
    #expect(schedule.description == canonical)
    #expect(try Schedule(parsing: canonical) == schedule)
  }

  @Test(arguments: [
    (
      "weekdays 07:00-19:00",
      "line 1, column 1: `weekdays` is none of always, weekly, event, special, BEGIN:VEVENT"
    ),
    (
      "\nweekly mno 07:00-19:00",
      "line 2, column 8: `mno` is no weekday: write mon, tue, wed, thu, fri, sat, sun or daily"
    ),
    ("weekly mon 7:00-19:00", "line 1, column 12: the hour must be a number from 0 to 24"),
    ("weekly mon 07:00-24:01", "line 1, column 18: the day ends at 24:00"),
    ("weekly mon 07:00-07:00", "line 1, column 12: these hours are empty"),
    ("weekly mon 07:00", "line 1, column 17: `-` is missing at the end"),
    ("weekly mon 07:00-08:00 x", "line 1, column 24: the line goes on after its end"),
    ("special 2026-02-29 closed", "line 1, column 9: there is no such day"),
    ("special 2026-03-02..2026-03-01 closed", "line 1, column 21: the last day is before the first"),
    (
      "special 2026-03-01 22:00-06:00", "line 1, column 20: hours of a special day end at 24:00 at the latest"
    ),
    ("event DURATION:PT1H", "line 1, column 1: DTSTART is missing"),
    ("event DTSTART:20260101T080000", "line 1, column 1: DTEND or DURATION is missing"),
    ("event DTSTART:20260101T080000Z", "line 1, column 15: write the time of the site's clock, without Z"),
    (
      "event DTSTART;TZID=Europe/Berlin:20260101T080000",
      "line 1, column 15: TZID is not served: a schedule follows the clock of its site"
    ),
    (
      "event DTSTART:20260101T080000 DURATION:PT1H RRULE:FREQ=HOURLY",
      "line 1, column 56: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY"
    ),
    (
      "event DTSTART:20260101T080000 DURATION:PT1H RRULE:FREQ=DAILY;BYHOUR=3",
      "line 1, column 62: `BYHOUR` is not served in RRULE"
    ),
    (
      "event DTSTART:20260101T080000 DURATION:PT1H RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101T000000",
      "line 1, column 51: COUNT and UNTIL exclude each other"
    ),
    (
      "event DTSTART:20260101T080000 DURATION:PT1H RRULE:FREQ=DAILY;UNTIL=20270101",
      "line 1, column 68: UNTIL is a date where DTSTART is one, else a date with a time (20261231T235959)"
    ),
    (
      "event DTSTART:20260101T080000 DURATION:PT1H RRULE:FREQ=WEEKLY;BYDAY=2MO",
      "line 1, column 51: BYDAY takes an ordinal only with MONTHLY and YEARLY"
    ),
    ("event DTSTART:20260101T080000 DURATION:P8D", "line 1, column 40: an event lasts 1 second to 7 days"),
    (
      "BEGIN:VEVENT\nDTSTART:20260101T080000\nDURATION:PT1H\nEXRULE:FREQ=DAILY\nEND:VEVENT",
      "line 4, column 1: `EXRULE` is not served"
    ),
    ("BEGIN:VEVENT\nDTSTART:20260101T080000", "line 1, column 1: END:VEVENT is missing"),
  ])
  func wrongText_isSaidWithItsPlace(text: String, said: String) {
    #expect { try Schedule(parsing: text) } throws: { ($0 as? ScheduleError)?.description == said }
  }

  @Test func limits_areKept() {
    func refused(_ text: String) -> Bool { (try? Schedule(parsing: text)) == nil }
    #expect(refused(String(repeating: " ", count: Schedule.textBytesMax + 1)))
    let event = "event DTSTART:20260101T080000 DURATION:PT1H\n"
    #expect(!refused(String(repeating: event, count: 16)) && refused(String(repeating: event, count: 17)))
    let day = "special 2026-01-01 closed\n"
    #expect(!refused(String(repeating: day, count: 64)) && refused(String(repeating: day, count: 65)))
  }

  @Test func everyPrefixOfAText_isReadOrRefused() {
    let text = """
      weekly mon-fri,sun 07:00-12:00, 13:00-19:00:30
      special 2026-10-01..2026-10-07 closed
      event DTSTART:20260105T080000 DURATION:P1DT2H RRULE:FREQ=MONTHLY;BYDAY=-1FR EXDATE:20260130T080000
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20260105
      RRULE:FREQ=YEARLY;BYMONTH=1;COUNT=3
      END:VEVENT
      """
    let read = text.indices.count { (try? Schedule(parsing: String(text[..<$0]))) != nil }
    #expect(read > 0 && read < text.count / 2)
    #expect((try? Schedule(parsing: text)) != nil)
  }
}
