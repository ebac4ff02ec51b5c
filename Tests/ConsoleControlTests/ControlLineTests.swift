import ConsoleContract
import Testing

@Suite struct ControlLineTests {
  private func text(_ request: ControlRequest) throws -> String {
    String(decoding: try ControlLine.encode(request), as: UTF8.self)
  }

  @Test func requests_areWrittenAsDocumented() throws {
    #expect(try text(.status) == #"{"v":1,"verb":"status"}"# + "\n")
    #expect(
      try text(.open(lane: "north", reason: "a/b"))
        == #"{"lane":"north","reason":"a/b","v":1,"verb":"open"}"# + "\n")
    #expect(
      try text(.events(EventQuery(after: 9, limit: 5, follow: true, typePrefix: "alarm", lane: "north")))
        == #"{"after":9,"follow":true,"lane":"north","limit":5,"type":"alarm","v":1,"verb":"events"}"#
        + "\n")
  }

  @Test(
    arguments: [
      .status, .alarms, .reload, .events(EventQuery()), .events(EventQuery(after: 0, limit: 0, follow: true)),
      .hits, .alarm(AlarmAsk(alarm: 17, deed: .shelve, seconds: 7200, reason: "mending")),
      .alarm(AlarmAsk(alarm: 17, deed: .acknowledge)), .hit(HitAsk(hit: "3-17", deed: .reject, reason: "no")),
      .open(lane: "north", reason: nil), .open(lane: "north", reason: "می\u{200C}خواهد 京"),
      .explain(ExplainAsk(event: "3-17")), .explain(ExplainAsk(event: "access/9", language: .chinese)),
    ] as [ControlRequest])
  func request_isReadAsItWasWritten(request: ControlRequest) throws {
    #expect(try ControlLine.request(try ControlLine.encode(request).dropLast()) == request)
  }

  @Test(
    arguments: [
      #"{"v":1,"verb":"explain"}"#, #"{"v":1,"verb":"explain","event":""}"#,
      #"{"v":1,"verb":"explain","event":"a\u001bb"}"#,
      #"{"v":1,"verb":"explain","event":"\#(String(repeating: "9", count: 201))"}"#,
      #"{"v":1,"verb":"explain","event":"9","language":"xx"}"#,
    ])
  func explainOfNothing_isRefused(line: String) {
    #expect { try ControlLine.request(line.utf8) } throws: { ($0 as? ControlFault)?.code == "bad_argument" }
  }

  @Test func requestCutShortAnywhere_isNeverARequest() throws {
    let line = try ControlLine.encode(.open(lane: "north", reason: "京"))
    for count in 0..<line.count - 1 {
      #expect(throws: ControlFault.unreadable) { try ControlLine.request(line.prefix(count)) }
    }
  }

  @Test(
    arguments: [
      .status(.sample), .alarm(.sample), .hit(.sample), .hitCounts(.sample), .event(.sample(1)),
      .event(.sample(2, lane: nil, data: nil)),
      .command(CommandAnswer(accepted: false, text: "no")),
      .reload(ReloadAnswer(applied: false, text: "no", diagnostics: ["site.yaml:3: bad. fix it"])),
      .explanation(Explanation(event: "9", isKept: false, text: "gone")),
      .fault(.unknownVerb("x")), .end(count: 3),
    ] as [ControlResponse])
  func response_isReadAsItWasWritten(response: ControlResponse) throws {
    #expect(try ControlLine.response(try ControlLine.encode(response).dropLast()) == response)
  }

  @Test func keysAreSnakeCase_andUnknownOnesAreIgnored() throws {
    let line = String(decoding: try ControlLine.encode(.alarm(.sample)), as: UTF8.self)
    #expect(line.contains(#""raised_at":"2026-11-24T03:21:00.000Z""#))
    let newer = #"{"v":1,"command":{"accepted":true,"text":"ok","colour":"green"}}"#
    #expect(
      try ControlLine.response(newer.utf8) == .command(CommandAnswer(accepted: true, text: "ok")))
  }

  @Test func responseOfAnotherVersion_isNotGuessedAt() {
    #expect(throws: ControlFault.version(2, verb: nil)) {
      try ControlLine.response(#"{"v":2,"end":0}"#.utf8)
    }
  }

  @Test func eventTooLongForALine_goesWithoutItsData_anythingElseIsRefused() throws {
    let big = String(repeating: "x", count: ControlLine.responseBytesMax)
    let line = try ControlLine.encode(.event(.sample(1, data: "\"\(big)\"")))
    #expect(try ControlLine.response(line.dropLast()) == .event(.sample(1, data: nil)))
    #expect(throws: ControlFault.lineTooLong(bytesMax: ControlLine.responseBytesMax)) {
      try ControlLine.encode(.command(CommandAnswer(accepted: true, text: big)))
    }
  }

  @Test func textThatSteersATerminal_losesItsPower_andPersianKeepsItsJoiner() {
    #expect("a\u{1B}[2Jb\r\n\u{202E}c\u{9B}".printable == "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}\u{FFFD}c\u{FFFD}")
    #expect("می\u{200C}خواهد 京A·12345 é".printable == "می\u{200C}خواهد 京A·12345 é")
  }
}

extension AlarmLine {
  static let sample = AlarmLine(
    id: "7", code: "watchlist_hit", priority: "high", raisedAt: "2026-11-24T03:21:00.000Z", lane: "north",
    device: "cam-north-in", what: "listed plate 京A12345 (stolen_vehicle)", nextStep: "look at the vehicle",
    state: "pending")
}
