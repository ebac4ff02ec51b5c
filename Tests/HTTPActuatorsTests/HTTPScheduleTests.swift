import AccessModel
import FieldContract
import Foundation
import Testing

@testable import HTTPActuators

/// When a request is sent, sent again, and ended; on a clock that the test moves.
@Suite struct HTTPScheduleTests {
  private let yes = HTTPSchedule.Reply.answered(
    status: 200, body: Array("<a:ResponseStatus><a:statusCode> 1 </a:statusCode></a:ResponseStatus>".utf8))

  private func schedule(_ name: String, _ thing: HTTPTarget.Thing) throws -> HTTPSchedule {
    let profile = try HTTPProfile(file: name, text: try Profiles.text(name))
    let settings = HTTPDeviceSettings(
      device: "gate", host: "h", port: 80, trust: .plain, credentials: Profiles.credentials)
    return HTTPSchedule(target: HTTPTarget(thing, channel: 2, profile: profile), settings: settings)
  }

  private func raise(_ validFor: Span, from now: Moment) -> HTTPSchedule.Command {
    .barrier(BarrierCommand(number: 1, barrier: "b", action: .raise, validUntil: now + validFor))
  }

  private func door(_ action: DoorAction, _ number: UInt64 = 1) -> HTTPSchedule.Command {
    .door(DoorCommand(number: number, door: "d", action: action, validUntil: .distantFuture))
  }

  /// Carries on until nothing is due before the moment; answers what was sent but for probes.
  private func run(
    _ schedule: inout HTTPSchedule, from start: Moment, for span: Span,
    _ reply: (RequestTemplate, Moment) -> HTTPSchedule.Reply
  ) -> [String] {
    var (now, sent) = (start, [String]())
    while now < start + span {
      switch schedule.next(at: now) {
      case .wait(let until): now = max(until, now + .milliseconds(1))
      case .send(let request, _):
        if request.method != .get { sent.append(request.body.isEmpty ? request.path : request.body) }
        now = now + .milliseconds(5)
        schedule.finished(request.method == .get ? yes : reply(request, now), at: now)
      }
    }
    return sent
  }

  private func result(_ schedule: HTTPSchedule) -> CommandOutcome.Result? {
    switch schedule.outcomes.last {
    case .commandOutcome(let outcome): outcome.result
    case .doorOutcome(let outcome): outcome.result
    default: nil
    }
  }

  @Test func start_sendsOnlyTheProbe() throws {
    var schedule = try schedule("hikvision-barrier-gate", .barrier("b"))
    #expect(run(&schedule, from: .zero, for: .seconds(60)) { _, _ in yes }.isEmpty)
    #expect(schedule.health?.state == .online)
  }

  @Test func requestThatReachedNobody_isSentAgainWhileTheCommandIsValid_andNotAfter() throws {
    var schedule = try schedule("hikvision-barrier-gate", .barrier("b"))
    schedule.admit(raise(.seconds(1), from: .zero))
    var last = Moment.zero
    let sent = run(&schedule, from: .zero, for: .seconds(5)) { _, now in
      last = now
      return .unsent("nothing listens there")
    }
    #expect((3...6).contains(sent.count) && last <= .zero + .seconds(1))
    #expect(result(schedule) == .notReady("http h:80: nothing listens there"))
    #expect(schedule.health?.state == .offline)
  }

  @Test func requestOfUnknownFate_isNeverSentAgainBeyondItsValidity_andIsFailed() throws {
    var schedule = try schedule("hikvision-barrier-gate", .barrier("b"))
    schedule.admit(raise(.seconds(1), from: .zero))
    var late = 0
    _ = run(&schedule, from: .zero, for: .seconds(60)) { _, now in
      if now > .zero + .seconds(1) { late += 1 }
      return .unknown("no answer in time")
    }
    #expect(late == 0)
    #expect(result(schedule) == .failed("http h:80: no answer in time"))
  }

  @Test func togglingDevice_isNotAskedTwice() throws {
    var schedule = try schedule("template", .barrier("b"))
    schedule.admit(raise(.seconds(10), from: .zero))
    let sent = run(&schedule, from: .zero, for: .seconds(20)) { request, _ in
      request.path.hasSuffix("open")
        ? .unknown("cut") : .answered(status: 204, body: Array("<result>ok</result>".utf8))
    }
    // It may have opened, so it is let go of all the same.
    #expect(sent == [#"{"gate": 2, "command": "open"}"#, "/gate/2/release"])
    #expect(result(schedule) == .failed("http h:80: cut"))
  }

  @Test func requestGetsNoMoreTimeThanItsCommandHas() throws {
    var schedule = try schedule("hikvision-barrier-gate", .barrier("b"))
    schedule.admit(raise(.milliseconds(700), from: .zero))
    guard case .send(_, let atMost) = schedule.next(at: .zero) else { Issue.record("nothing sent"); return }
    #expect(atMost == .milliseconds(700))
  }

  @Test func expiredCommand_isNeverSent() throws {
    var schedule = try schedule("hikvision-barrier-gate", .barrier("b"))
    schedule.admit(raise(.milliseconds(10), from: .zero))
    #expect(run(&schedule, from: .zero + .seconds(1), for: .seconds(5)) { _, _ in yes }.isEmpty)
    #expect(result(schedule) == .expired)
  }

  @Test func lower_isRefused() throws {
    var schedule = try schedule("hikvision-barrier-gate", .barrier("b"))
    schedule.admit(
      .barrier(BarrierCommand(number: 1, barrier: "b", action: .lower, validUntil: .distantFuture)))
    guard case .notReady(let reason) = result(schedule) else { Issue.record("answered otherwise"); return }
    #expect(reason.contains("P4"))
  }

  @Test func outputWithoutAClock_isEnded_andTheEndIsRepeatedUntilItIsConfirmed() throws {
    var schedule = try schedule("hikvision-io-output", .door("d"))
    schedule.admit(door(.release(.seconds(3))))
    var lows: [Moment] = []
    let sent = run(&schedule, from: .zero, for: .seconds(60)) { request, now in
      guard request.body.contains("low") else { return yes }
      lows.append(now)
      return lows.count < 4 ? .unsent("gone") : yes
    }
    #expect(sent.count == 5 && lows.count == 4)
    #expect((3000...3100).contains((lows[0] - .zero).milliseconds))
    #expect(result(schedule) == .written)
  }

  @Test func hold_takesThePlaceOfTheEndOfARelease() throws {
    var schedule = try schedule("hikvision-io-output", .door("d"))
    schedule.admit(door(.release(.seconds(3))))
    _ = run(&schedule, from: .zero, for: .seconds(1)) { _, _ in yes }
    schedule.admit(door(.holdReleased, 2))
    let sent = run(&schedule, from: .zero + .seconds(1), for: .seconds(30)) { _, _ in yes }
    #expect(sent.count == 1 && sent[0].contains("high"))
  }

  @Test func refusedPassword_isToldAndNotRepeated() throws {
    var schedule = try schedule("hikvision-barrier-gate", .barrier("b"))
    schedule.admit(raise(.seconds(10), from: .zero))
    let sent = run(&schedule, from: .zero, for: .seconds(9)) { _, _ in .answered(status: 401, body: []) }
    #expect(sent.count == 1)
    guard case .notReady(let reason) = result(schedule) else { Issue.record("answered otherwise"); return }
    #expect(reason.contains("refuses our user or password"))
  }

  @Test(
    arguments: [
      ("<statusCode>1</statusCode>", "1"), ("<x:statusCode a='1'>1</x:statusCode>", "1"),
      ("<statusCode>\n 4 </statusCode>", "4"), ("<statusCode><b>1</b></statusCode>", nil),
      ("<statusCode>1", nil), ("<statusCode/>1</statusCode>", nil), ("<!-- statusCode -->1", nil),
      ("<statusCodes>1</statusCodes>", nil), ("", nil), ("<", nil), ("<statusCode", nil), ("<><:><//>", nil),
    ] as [(String, String?)])
  func element_isFoundOrNot(text: String, value: String?) {
    #expect(ElementText.first("statusCode", in: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    "hikvision-barrier-gate", "hikvision-remote-door", "hikvision-io-output", "template",
  ])
  func shippedProfile_isSound(name: String) throws {
    #expect(try HTTPProfile(file: name, text: try Profiles.text(name)).probe != nil)
  }

  @Test(
    .enabled(if: Profiles.payload("hikvision/barriergate_ctrl_open.xml") != nil, "needs the sample payloads"),
    arguments: [
      ("hikvision-barrier-gate", HTTPProfile.Verb.raise, "barriergate_ctrl_open.xml"),
      ("hikvision-remote-door", .release, "remotecontroldoor_open.xml"),
      ("hikvision-io-output", .release, "io_output_trigger_high.xml"),
    ])
  func body_isWhatTheFieldSends(name: String, verb: HTTPProfile.Verb, file: String) throws {
    let profile = try HTTPProfile(file: name, text: try Profiles.text(name))
    let expected = try #require(Profiles.payload("hikvision/\(file)"))
    #expect(profile.requests[verb]?.body == expected.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  @Test(arguments: [
    ("name: D", "`requests.raise` is missing"),
    ("name: D\nrequests: {raise: {path: open}}", "is no path"),
    ("name: D\nrequests: {release: {path: /o, timed_by: gatehouse}}", "`requests.secure` is missing"),
    ("name: D\nrequests: {raise: {path: /o}}\nsuccess: {statuses: [302]}", "is no status of success"),
    ("name: D\nrequests: {raise: {path: /o}}\nprobe: {method: PUT, path: /o}", "a probe changes nothing"),
  ])
  func brokenProfile_isRefused(text: String, what: String) throws {
    let error = try #require(throws: DocumentError.self) { try HTTPProfile(file: "h", text: text) }
    #expect(error.diagnostics.contains { $0.what.contains(what) }, "\(error)")
  }

  @Test func credentials_areInNoDescription() {
    let settings = HTTPDeviceSettings(
      device: "gate", host: "h", port: 80, trust: .plain, credentials: Profiles.credentials)
    for text in ["\(settings)", String(reflecting: settings), "\(settings.credentials)"] {
      #expect(!text.contains("a pass:word"), "\(text)")
    }
    var dumped = ""
    dump(settings, to: &dumped)
    #expect(!dumped.contains("a pass:word"))
  }
}
