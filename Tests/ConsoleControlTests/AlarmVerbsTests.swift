import ConsoleContract
import ConsoleControl
import Testing

@testable import gatectl

@Suite struct AlarmVerbsTests {
  private func fault(_ line: String) throws -> ControlFault? {
    do {
      _ = try ControlLine.request(line.utf8)
      return nil
    } catch { return error }
  }

  @Test(
    arguments: [
      #"{"v":1,"verb":"alarm","deed":"acknowledge"}"#, #"{"v":1,"verb":"alarm","alarm":1,"deed":"shoot"}"#,
      #"{"v":1,"verb":"alarm","alarm":1,"deed":"shelve"}"#,
      #"{"v":1,"verb":"alarm","alarm":1,"deed":"shelve","seconds":604801}"#,
      #"{"v":1,"verb":"hit","hit":"","deed":"verify"}"#, #"{"v":1,"verb":"hit","hit":"1-1"}"#,
    ])
  func orderThatMeansNothing_isABadArgument(_ line: String) throws {
    #expect(try fault(line)?.code == "bad_argument")
  }

  @Test func shelfSpan_takesSecondsMinutesAndHours_andNothingElse() {
    #expect(ShelfSpan(argument: "90s")?.seconds == 90)
    #expect(ShelfSpan(argument: "30m")?.seconds == 1800)
    #expect(ShelfSpan(argument: "2h")?.seconds == 7200)
    for text in ["", "2", "h", "-1h", "0m", "2 h", "169h", "9223372036854775807h"] {
      #expect(ShelfSpan(argument: text) == nil, "\(text)")
    }
  }

  @Test func alarm_isExplainedInChinese_whereAsked() {
    var alarm = AlarmLine.sample
    alarm.code = "fireAlarm"
    alarm.isUpstream = false
    #expect(AlarmText.lines(alarm, in: .zh).contains("原因：消防主机报警"))
    #expect(AlarmText.lines(alarm).contains("NOT YET UPSTREAM"))
    #expect(AlarmText.lines(alarm).contains("If nobody acts: Everything is held open"))
  }

  @Test func claim_isDecidableOnOneScreen() {
    let screen = HitText.screen(.sample)
    for part in [
      "京A12345", "京A12346", "character 7: read 5, listed 6", "/var/lib/gatehouse/evidence/x.jpg", "3 h old",
      "Police", "reference 7", "Permitted   hold", "li: verify, the same make", "2 must say the same",
      "You may     verify it", "lapses in 00:50:00",
    ] { #expect(screen.contains(part), "\(part)") }
  }

  @Test func hits_areListedWithTheirCounts() {
    let text = HitText.list([.sample], [.sample])
    #expect(text.contains("3-17  north  京A12345  京A12346  stolen"))
    #expect(text.contains("stolen  equal         1         2         3       4"))
    #expect(HitText.list([], []) == "No hit waits for a person.")
  }
}

extension HitLine {
  static let sample = HitLine(
    id: "3-17", lane: "north", accessPoint: "north-in", claimedAt: "2026-11-24T03:21:00.000Z",
    ageSeconds: 600, lapsesInSeconds: 3000, isLive: true, plate: "京A12345",
    difference: "character 7: read 5, listed 6",
    claim: Claim(
      list: "stolen", version: "7", listAgeHours: 3, entry: "e", plate: "京A12346", purpose: "stolen_vehicle",
      authority: "Police", reference: "7", permittedAction: "hold", validUntil: "2027-01-01T00:00:00.000Z"),
    images: [Image(role: "plate", path: "/var/lib/gatehouse/evidence/x.jpg")], verifiersMin: 2,
    voices: [Voice(name: "li", verifies: true, reason: "the same make")],
    offer: "verify it: it stays referred")
}

extension HitCounts {
  static let sample = HitCounts(
    list: "stolen", isExact: true, pending: 1, verified: 2, rejected: 3, lapsed: 4)
}
