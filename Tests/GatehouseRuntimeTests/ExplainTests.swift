import AccessModel
import ConsoleContract
import Foundation
import ShellOrder
import SiteJournal
import Testing

@testable import GatehouseRuntime

/// What `gatectl explain` says, from events as the daemon records them.
@Suite final class ExplainTests {
  private let folder: String
  private let journal: Journal
  private let recorder: EventRecorder
  private static let start = CivilTime(rfc3339: "2026-11-24T04:45:08.690Z") ?? CivilTime(milliseconds: 0)

  init() throws {
    folder = NSTemporaryDirectory() + "gatehouse-explain-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    journal = try Journal(folder: folder) { $0.data }
    recorder = EventRecorder(journal: journal, privacy: .full, isForwarding: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func record(_ facts: (seconds: Double, GateFact)...) throws {
    let events = facts.map { seconds, fact in
      GateEvent(at: Self.start + .milliseconds(Int64(seconds * 1000)), lane: "north", fact: fact)
    }
    try recorder.commit(events, snapshots: ["run": Array("3".utf8)], at: Self.start)
  }

  private func explain(_ event: String, _ language: ExplainAsk.Language = .english) throws -> String? {
    guard case .found(let matter) = try ExplainSearch(journal: journal).find(event) else { return nil }
    return ExplainText(matter, in: language).paragraph
  }

  private static let edition = ListEdition(
    list: "residents", version: "7", issuedAt: start + .seconds(-3 * 3600))

  private static func decision(
    _ id: String, _ outcome: AccessOutcome = .granted, _ reasons: [AccessReason] = [.membership],
    match: ListMatch? = nil, operatorName: String? = nil
  ) -> GateFact {
    .accessDecided(
      AccessDecision(
        id: id, accessPoint: "north-in", plate: operatorName == nil ? "京A12345" : nil, outcome: outcome,
        reasons: reasons, match: match, lists: [edition], settingsVersion: "3f2a1c",
        clockIsSynchronised: true, operatorName: operatorName))
  }

  private static let read = GateFact.plateRead(
    ReadFact(
      read: PlateRead(
        device: "cam-north", plate: "京A12345", confidence: 0.97, capturedAt: start + .milliseconds(-278),
        images: [EvidenceImage(role: .plate, file: "a.jpg", bytes: 9)]),
      accessPoint: "north-in", normalisedPlate: "京A12345"))

  private static func command(_ action: BarrierAction, _ number: UInt64, for decision: String) -> GateFact {
    .barrierCommanded(
      BarrierCommandFact(
        command: BarrierCommand(number: number, barrier: "boom", action: action, validUntil: .zero),
        cause: .decision(decision)))
  }

  private static func answer(_ action: BarrierAction, _ number: UInt64) -> GateFact {
    .barrierAnswered(CommandOutcome(number: number, barrier: "boom", action: action, result: .written))
  }

  private static func moved(_ position: BarrierPosition) -> GateFact {
    .barrierMoved(BarrierMove(barrier: "boom", position: position, presence: .occupied))
  }

  private func recordPassage() throws {
    let entry = WatchlistEntry(
      id: "4711", plate: "京A12345", purpose: .membership, action: .admit, authority: "House",
      reference: "R-1", validUntil: Self.start + .seconds(86_400))
    try record(
      (0, Self.read),
      (0, Self.decision("3-17", match: ListMatch(edition: Self.edition, entry: entry))),
      (0, Self.command(.raise, 18, for: "3-17")), (0.14, Self.answer(.raise, 18)),
      (0.5, Self.moved(.opening)), (0.7, Self.moved(.opening)), (4.26, Self.moved(.open)),
      (12, .accessEnded(Passage(decision: "3-17", accessPoint: "north-in", plate: "京A12345", ending: .taken)))
    )
  }

  private static let passage = """
    Decision 3-17 at 2026-11-24 04:45:08.690 UTC, access point north-in of lane north: \
    plate 京A12345 was GRANTED. \
    Camera cam-north read 京A12345 at 04:45:08.412, 97 % sure, with 1 picture. \
    The reasons, in order: (1) A membership list admits the plate. \
    The entry that decided: 4711 of list residents, edition 7, for membership, which permits admit, by \
    House, reference R-1, valid until 2026-11-25. \
    Lists asked: residents (edition 7, 3 h old then). \
    Settings 3f2a1c were in force, and the box's clock was synchronised. \
    0.0 s later barrier boom was ordered to raise; 0.1 s later the order raise was taken; \
    0.5 s later barrier boom was opening; 4.2 s later barrier boom was open. \
    12.0 s later the passage was taken. No alarm was raised there meanwhile.
    """

  /// Read, decision, command, answer, movement and passage are one matter, whichever of them is asked for.
  @Test(arguments: ["3-17", "1", "2", "3", "4", "5", "8", "access/2", "access/8"])
  func passage_isToldWhole(_ event: String) throws {
    try recordPassage()
    #expect(try explain(event) == Self.passage)
    #expect(try explain("\(journal.id)-2") == Self.passage)
  }

  @Test func passage_isToldInChinese() throws {
    try recordPassage()
    #expect(
      try explain("3-17", .chinese) == """
        决定 3-17，2026-11-24 04:45:08.690 UTC，车道 north 的通行点 north-in：车牌 京A12345，放行。\
        摄像机 cam-north 于 04:45:08.412 识读 京A12345，置信度 97%，1 张图片。\
        理由依次为：(1) 会员名单允许该车牌通行。\
        起决定作用的条目：名单 residents（版本 7）的条目 4711，用途：会员，允许的动作 admit，依据 House，文号 R-1，有效期至 2026-11-25。\
        查询的名单：residents（版本 7，当时已 3 小时）。\
        生效的配置版本 3f2a1c，设备时钟已同步。\
        0.0 秒后向道闸 boom下达“抬起”指令；0.1 秒后“抬起”指令已送达；0.5 秒后道闸 boom正在打开；4.2 秒后道闸 boom已打开。\
        12.0 秒后已通过。期间该处没有报警。
        """)
  }

  @Test func refusal_saysEveryReasonInItsOrder_andThatNothingMoved() throws {
    try record((0, Self.read), (0, Self.decision("3-17", .referred, [.listStale, .plateUnreadable])))
    let text = try #require(try explain("3-17"))
    #expect(text.contains("was REFERRED to an operator."))
    #expect(
      text.contains(
        "(1) \(ReasonText.english(.listStale)) (2) \(ReasonText.english(.plateUnreadable)) Lists asked"))
    #expect(text.contains("Nothing was ordered to move."))
  }

  @Test func operatorsOpening_namesWhoAndWhy() throws {
    try record(
      (0, Self.read),
      (
        1,
        .operatorCommanded(
          OperatorFact(operatorName: "alice", verb: "open", target: "north", reason: "doctor", accepted: true)
        )
      ),
      (1, Self.decision("3-18", .granted, [.operatorCommand], operatorName: "alice")))
    let text = try #require(try explain("3-18"))
    #expect(text.contains("whoever stood there was GRANTED. Operator alice commanded it, saying \"doctor\"."))
  }

  /// The iron of the next vehicle is the next decision's.
  @Test func nextDecision_endsTheStory() throws {
    try recordPassage()
    try record(
      (20, Self.read), (20, Self.decision("3-20")), (20, Self.command(.raise, 21, for: "3-20")),
      (24, Self.moved(.open)))
    #expect(try explain("3-17") == Self.passage)
    #expect(try explain("3-20")?.contains("4.0 s later barrier boom was open.") == true)
  }

  /// A vehicle that is judged while the first is still under the boom does not cut its story short.
  @Test func nextInTheQueue_leavesTheStoryWhole_untilTheBoomIsRaisedForIt() throws {
    try record(
      (0, Self.read), (0, Self.decision("3-17")), (0, Self.command(.raise, 18, for: "3-17")),
      (2, Self.read), (2, Self.decision("3-19")), (4, Self.moved(.open)),
      (12, .accessEnded(Passage(decision: "3-17", accessPoint: "north-in", plate: nil, ending: .taken))),
      (15, Self.moved(.closing)), (16, Self.command(.raise, 20, for: "3-19")), (17, Self.moved(.open)))
    let text = try #require(try explain("3-17"))
    #expect(text.contains("4.0 s later barrier boom was open; 15.0 s later barrier boom was closing. 12.0 s"))
    #expect(!text.contains("17.0 s"))
  }

  @Test func alarmMeanwhile_isNamed_andAlarmItselfIsTold() throws {
    try recordPassage()
    let alarm = Alarm(
      code: .openTooLong, subject: "boom", lane: "north", what: "it stands open", raisedAt: Self.start)
    try record((60, .alarmRaised(alarm)))
    #expect(try explain("3-17")?.hasSuffix("Alarms there meanwhile: openTooLong (high).") == true)
    #expect(try explain("openTooLong/boom")?.hasSuffix("By the journal it is not over.") == true)
    try record((90, .alarmCleared(alarm)))
    #expect(
      try explain("openTooLong/boom") == """
        Alarm openTooLong (high) about boom on lane north was raised at 2026-11-24 04:46:08.690 UTC: \
        it stands open. \
        What to do: \(AlarmCode.openTooLong.nextStep). The alarm was over at 2026-11-24 04:46:38.690.
        """)
  }

  @Test func alarmThatARestartForgot_isRaisedAgain_andTheNewestIsTold() throws {
    let alarm = Alarm(code: .diskLow, subject: "box", what: "little is free", raisedAt: Self.start)
    try record((0, .alarmRaised(alarm)), (60, .alarmRaised(alarm)), (90, .alarmCleared(alarm)))
    #expect(
      try explain("1")?.hasSuffix("It was raised again at 2026-11-24 04:46:08.690, after a restart.") == true)
    #expect(try explain("diskLow/box") == explain("2"))
    #expect(try explain("3") == explain("2"))
  }

  @Test func claim_isToldWithItsEntry_byItsIdOrItsAlarm() throws {
    let match = SuspectedMatch(
      edition: Self.edition, entryID: "9", listedPlate: "京A12346", purpose: .stolenVehicle,
      authority: "Police", reference: "P-1", score: 700, difference: "6 read as 5")
    let hit = WatchlistHit(
      id: "3-16", accessPoint: "north-in", plate: "京A12345", match: .suspected(match), images: [])
    try record(
      (0, Self.read), (0, .hitPending(hit)),
      (
        0,
        .alarmRaised(
          Alarm(code: .watchlistLookAlike, subject: "3-16", lane: "north", what: "x", raisedAt: Self.start))
      ))
    let text = try #require(try explain("3-16"))
    #expect(text.contains("plate 京A12345 may be the listed plate 京A12346 (6 read as 5)."))
    #expect(text.contains("9 of list residents, edition 7, for a stolen vehicle, by Police, reference P-1."))
    #expect(try explain("watchlistLookAlike/3-16") == text)
    #expect(try explain("3") == text)
  }

  @Test func whatIsLetGo_isSaid_andWhatNeverWasIsUnknown() throws {
    try recordPassage()
    _ = try journal.purge(
      now: Self.start + .seconds(100 * 86_400), unlistedRetention: .seconds(86_400),
      retention: .seconds(90 * 86_400), rowsMax: 100)
    for event in ["2", "3-17", "access/2", "\(journal.id)-2"] {
      guard case .letGo = try ExplainSearch(journal: journal).find(event) else {
        Issue.record("\(event) is not let go")
        continue
      }
    }
    for event in ["9", "0", "-1", "4-1", "access/9", "forcedOpen/boom", "ffff-2", "x", "", "3-x"] {
      guard case .unknown = try ExplainSearch(journal: journal).find(event) else {
        Issue.record("\(event) is not unknown")
        continue
      }
    }
    for language in ExplainAsk.Language.allCases {
      let text = ExplainText.letGo("3-17", unlistedHours: 24, days: 90, in: language)
      #expect(text.contains("3-17") && text.contains("24") && text.contains("90"))
    }
  }

  @Test func eventOfNoMatter_isToldAsItIs() throws {
    try record((0, .settingsApplied(settingsVersion: "a1")))
    #expect(try explain("1")?.contains("settings_version=a1") == true)
    #expect(try explain("1", .chinese)?.hasSuffix("它不属于任何决定、命中或报警。") == true)
  }
}
