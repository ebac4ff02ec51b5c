import ConsoleContract
import Testing

@testable import gatectl

@Suite struct GateCtlTextTests {
  @Test func status_fitsOneScreen() {
    #expect(
      StatusText(.sample).text == """
        Site      North gate (north-gate), gatehoused 0.1.0
        Up        3 d 04:05:06, since 2026-11-21 23:15:54.000
        Settings  3f2a1c
        Mode      normal
        Clock     synchronised

        LANE      MODE  BARRIER  PRESENCE  SINCE           OPENED  LAST DECISION
        north     open  closed   clear     11-24 03:21:00      42  granted 京A12345 by residents
        goods-in  open  -        -         -                    0  -

        DEVICE        KIND    STATE    SINCE           REASON
        cam-north-in  camera  healthy  11-24 02:00:00  -
        io-1          bus     down     11-24 03:20:00  no answer from 192.168.1.50:502

        STREAM  PENDING    OLDEST  LAST SUCCESS    STATE
        access     1200  00:01:35  11-24 03:19:25  retrying: connection refused

        LIST       ENTRIES  QUARANTINED  AGE  VERSION
        residents      812            2  3 h  2026-11-24.1
        stolen           0            0    -  not loaded

        Journal   healthy, 123456 events, 50.0 MiB
        Alarms    2 open: see gatectl alarms
        """)
  }

  @Test func box_isShownLineByLine_andWhatItCannotTellIsNot() {
    var status = SiteStatus.sample
    status.box = BoxStatus(
      disks: [DiskStatus(folder: "/var/lib/gatehouse", freeBytes: 3 << 30, sizeBytes: 4 << 30)],
      clockOffsetMilliseconds: -0.26, clockErrorMilliseconds: 12.5,
      certificates: [
        CertificateStatus(name: "uplink.certificate", endsAt: "2027-01-01T00:00:00.000Z", daysLeft: 36),
        CertificateStatus(name: "uplink.ca", endsAt: "2026-01-01T00:00:00.000Z", daysLeft: -329),
      ],
      unsentEvents: 1200, oldestUnsentSeconds: 95, memoryBytes: 40 << 20,
      sensors: [SensorStatus(name: "cpu-thermal", celsius: 47.123)], recentStarts: 1)
    #expect(
      StatusText(status).text.hasSuffix(
        """


        Disk      3.0 GiB of 4.0 GiB free (75 %), /var/lib/gatehouse
        Clock     off by -0.3 ms, by 12.5 ms at most
        Ends      uplink.certificate: 36 days left, until 2027-01-01 00:00:00.000
        Ends      uplink.ca: ENDED 2026-01-01 00:00:00.000
        Unsent    1200 events, the oldest for 00:01:35
        Memory    40.0 MiB
        Heat      47.1 °C, cpu-thermal
        Starts    1 within ten minutes
        """))
    status.box = BoxStatus()
    #expect(StatusText(status).text == StatusText(.sample).text)
  }

  @Test func siteWithoutUplink_saysSo_andClockTroubleIsLoud() {
    var status = SiteStatus.sample
    status.uplink = []
    status.lists = []
    status.alarmsOpen = 0
    status.clockIsSynchronised = false
    let text = StatusText(status).text
    #expect(text.contains("Clock     NOT SYNCHRONISED\n"))
    #expect(text.hasSuffix("Uplink    none: events stay on this box\nAlarms    none"))
    #expect(!text.contains("STREAM"))
    #expect(!text.contains("QUARANTINED"))
  }

  @Test func devices_showStateReasonAndSince_unitsBelowTheirLine() {
    #expect(
      DeviceText.lines(SiteStatus.sample.devices) == """
        DEVICE        KIND           STATE    SINCE           HEARD           REASON
        cam-north-in  camera         healthy  11-24 02:00:00  11-24 03:21:00  -
        io-1          bus            down     11-24 03:20:00  -               no answer from 192.168.1.50:502
          unit 1      barrier north  offline  11-24 03:20:00  11-24 03:19:59  no answer within 500 ms
        """)
    #expect(DeviceText.lines([]) == "The site file names no devices.")
  }

  @Test func columnsAlign_whateverTheScript() {
    var table = TextTable(["PLATE", "N"], rightAligned: [1])
    table.add(["京A12345", "1"])
    table.add(["ABC123", "22"])
    table.add(["e\u{301}1", "3"])
    #expect(
      table.lines == ["PLATE      N", "京A12345   1", "ABC123    22", "e\u{301}1         3"])
    #expect(TextWidth.of("京A12345") == 8)
    #expect(TextWidth.of("e\u{301}") == 1)
  }

  @Test func event_isOneLine_whateverItCarries() {
    #expect(
      EventText.line(.sample(42))
        == "     42  2026-11-24 03:21:00.123  north       access.granted          京A12345 granted")
    #expect(
      EventText.line(.sample(9, type: "gatehouse.site.started", lane: nil, summary: "a\nb\u{1B}[2J"))
        == "      9  2026-11-24 03:21:00.123  -           site.started            a\u{FFFD}b\u{FFFD}[2J")
  }

  @Test func eventAsJSON_carriesItsDataDigitForDigit() throws {
    let data = "{\"bytes\": 9007199254740993,\n \"score\": 0.10}"
    #expect(
      try EventText.json(.sample(42, summary: "s", data: data)) == """
        {"id":42,"lane":"north","stream":"access","summary":"s","time":"2026-11-24T03:21:00.123Z",\
        "type":"gatehouse.access.granted","data":{"bytes": 9007199254740993,  "score": 0.10}}
        """)
  }

  @Test(arguments: ["{\"a\":1}} {\"id\":2", "{", "x\n{\"id\":1}", ""])
  func dataThatIsNotJSON_staysText(data: String) throws {
    let line = try EventText.json(.sample(1, data: data))
    #expect(ControlLine.isJSON(line))
    #expect(!line.contains("\n"))
  }

  @Test func alarm_endsWithWhatToDo() {
    #expect(
      AlarmText.lines(.sample) == """
        #7  HIGH  watchlist_hit  lane north, device cam-north-in  since 2026-11-24 03:21:00.000  pending
            listed plate 京A12345 (stolen_vehicle)
            Next: look at the vehicle
        """)
  }

  @Test func timesSpansAndSizes_readWell() {
    #expect(HumanForm.shortTime("2026-11-24T03:21:00Z") == "11-24 03:21:00")
    #expect(HumanForm.shortTime("yesterday") == "yesterday")
    #expect(HumanForm.shortTime(nil) == "-")
    #expect(HumanForm.longTime("2026-11-24T03:21:00+08:00") == "2026-11-24T03:21:00+08:00")
    #expect(HumanForm.span(seconds: -5) == "00:00:00")
    #expect(HumanForm.span(seconds: 86_399) == "23:59:59")
    #expect(HumanForm.span(seconds: .max).hasSuffix("d 15:30:07"))
    #expect(HumanForm.size(bytes: 1023) == "1023 B")
    #expect(HumanForm.size(bytes: 1536) == "1.5 KiB")
    #expect(HumanForm.size(bytes: 3 * 1024 * 1024 * 1024) == "3.0 GiB")
    #expect(HumanForm.size(bytes: .max).hasSuffix(" TiB"))
  }

  @Test func childProgram_givesItsOutputAndItsExitCode() throws {
    let result = try #require(
      ChildProgram.run("sh", ["-c", "echo out; echo err >&2; exit 78"], isCaptured: true))
    #expect(result.output == "out\nerr\n")
    #expect(result.exitCode == 78)
    let killed = try #require(ChildProgram.run("sh", ["-c", "kill -9 $$"], isCaptured: true))
    #expect(killed.exitCode == 137)
    #expect(ChildProgram.run("no-such-program-anywhere", [], isCaptured: true) == nil)
  }
}
