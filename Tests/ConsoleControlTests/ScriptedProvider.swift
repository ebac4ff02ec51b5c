import ConsoleContract
import ConsoleControl

/// A daemon that answers what the test tells it to and notes what it was asked.
actor ScriptedProvider: ConsoleProvider {
  struct Refused: Hashable {
    var verb: String
    var by: OperatorIdentity
    var reason: String
  }

  struct Opened: Hashable {
    var lane: String
    var reason: String?
    var by: OperatorIdentity
  }

  struct JournalError: Error, CustomStringConvertible {
    var description: String { "disk I/O error" }
  }

  var journal: [EventLine]
  var openAlarms: [AlarmLine] = []
  var reloadAnswer = ReloadAnswer(applied: true, text: "settings b2 in force")
  var journalIsBroken = false
  var statusIsHeld = false
  private(set) var opened: [Opened] = []
  private(set) var refused: [Refused] = []
  private(set) var statusesAsked = 0
  private var followers: [CheckedContinuation<Void, Never>] = []
  private var watchers: [CheckedContinuation<Void, Never>] = []
  private var held: [CheckedContinuation<Void, Never>] = []

  init(journal: [EventLine] = []) { self.journal = journal }

  func change(_ change: @Sendable (isolated ScriptedProvider) -> Void) { change(self) }

  /// Records an event and wakes whoever waits for one; nil stands for the second that passed without any.
  func happen(_ event: EventLine?) {
    if let event { journal.append(event) }
    for follower in followers { follower.resume() }
    followers = []
  }

  /// Returns once somebody waits for an event that has not happened yet.
  func untilFollowed() async {
    if followers.isEmpty { await withCheckedContinuation { watchers.append($0) } }
  }

  func release() {
    statusIsHeld = false
    for one in held { one.resume() }
    held = []
  }

  private(set) var doorsAsked: [DoorAsk] = []
  private(set) var installed: [String] = []
  private(set) var siteAsked: [SiteAsk] = []

  func site(_ ask: SiteAsk, by: OperatorIdentity) async -> CommandAnswer {
    siteAsked.append(ask)
    return CommandAnswer(accepted: true, text: "ordered")
  }

  func door(_ ask: DoorAsk, by: OperatorIdentity) async -> CommandAnswer {
    doorsAsked.append(ask)
    return CommandAnswer(accepted: ask.door != "cellar", text: "\(ask.order.rawValue) \(ask.door ?? "all")")
  }

  private(set) var alarmsAsked: [AlarmAsk] = []
  private(set) var hitsAsked: [HitAsk] = []
  var pendingHits: [HitLine] = []
  var hitCounts: [HitCounts] = []

  func alarm(_ ask: AlarmAsk, by: OperatorIdentity) async -> CommandAnswer {
    alarmsAsked.append(ask)
    return CommandAnswer(accepted: ask.alarm == 17, text: "\(ask.deed.rawValue) \(ask.alarm)")
  }

  func hits() async -> (pending: [HitLine], counts: [HitCounts]) { (pendingHits, hitCounts) }

  func hit(_ ask: HitAsk, by: OperatorIdentity) async -> CommandAnswer {
    hitsAsked.append(ask)
    return CommandAnswer(accepted: true, text: "\(ask.deed.rawValue) \(ask.hit)")
  }

  func install(reader: String, seconds: Int, by: OperatorIdentity) async -> CommandAnswer {
    installed.append("\(reader) \(seconds)")
    return CommandAnswer(accepted: true, text: "installing")
  }

  func status() async -> SiteStatus {
    statusesAsked += 1
    if statusIsHeld { await withCheckedContinuation { held.append($0) } }
    return .sample
  }

  func explain(_ ask: ExplainAsk) throws -> Explanation? {
    if journalIsBroken { throw JournalError() }
    guard ask.event != "unknown" else { return nil }
    return Explanation(
      event: ask.event, isKept: true, text: ask.language == .chinese ? "放行。" : "Granted.",
      reasons: [ExplainedReason(code: "membership", text: "A membership list admits the plate.")],
      events: [7, 8])
  }

  func alarms() -> [AlarmLine] { openAlarms }

  func events(after: Int64?, limit: Int) throws -> [EventLine] {
    if journalIsBroken { throw JournalError() }
    guard let after else { return journal.suffix(limit) }
    return Array(journal.filter { $0.id > after }.prefix(limit))
  }

  func nextEvents(after: Int64) async -> [EventLine] {
    if journal.last.map({ $0.id <= after }) ?? true {
      await withTaskCancellationHandler {
        await withCheckedContinuation { waiting in
          if Task.isCancelled { waiting.resume() } else { followers.append(waiting) }
          for watcher in watchers { watcher.resume() }
          watchers = []
        }
      } onCancel: {
        Task { await self.happen(nil) }
      }
    }
    return journal.filter { $0.id > after }
  }

  func open(lane: String, reason: String?, by: OperatorIdentity) -> CommandAnswer {
    opened.append(Opened(lane: lane, reason: reason, by: by))
    return lane == "north"
      ? CommandAnswer(accepted: true, text: "lane north opens once")
      : CommandAnswer(accepted: false, text: "there is no lane \"\(lane)\"; the lanes are: north")
  }

  func reload(by: OperatorIdentity) -> ReloadAnswer { reloadAnswer }

  func recordRefused(verb: String, by: OperatorIdentity, reason: String) {
    refused.append(Refused(verb: verb, by: by, reason: reason))
  }
}

extension EventLine {
  static func sample(
    _ id: Int64, type: String = "gatehouse.access.granted", lane: String? = "north",
    summary: String = "京A12345 granted", data: String? = #"{"plate":"京A12345"}"#
  ) -> EventLine {
    EventLine(
      id: id, time: "2026-11-24T03:21:00.123Z", stream: "access", type: type, lane: lane, summary: summary,
      data: data)
  }
}

extension SiteStatus {
  static let sample = SiteStatus(
    site: "north-gate", name: "North gate", version: "0.1.0", startedAt: "2026-11-21T23:15:54.000Z",
    uptimeSeconds: 273_906, settingsVersion: "3f2a1c", clockIsSynchronised: true,
    lanes: [
      LaneStatus(
        id: "north", name: "North lane", barrier: "closed", presence: "clear",
        since: "2026-11-24T03:21:00.123Z", lastDecision: "granted 京A12345 by residents", openings: 42),
      LaneStatus(
        id: "goods-in", name: "Goods", barrier: nil, presence: nil, since: nil, lastDecision: nil,
        openings: 0),
    ],
    devices: [
      DeviceStatus(
        id: "cam-north-in", kind: "camera", state: "healthy", since: "2026-11-24T02:00:00.000Z",
        heard: "2026-11-24T03:21:00.000Z"),
      DeviceStatus(
        id: "io-1", kind: "bus", state: "down", reason: "no answer from 192.168.1.50:502",
        since: "2026-11-24T03:20:00.000Z", address: "modbus tcp 192.168.1.50:502",
        units: [
          UnitStatus(
            unit: 1, serves: "barrier north", state: "offline", reason: "no answer within 500 ms",
            since: "2026-11-24T03:20:00.000Z", heard: "2026-11-24T03:19:59.000Z")
        ]),
    ],
    uplink: [
      UplinkStatus(
        stream: "access", pending: 1200, oldestPendingSeconds: 95, state: "retrying: connection refused",
        lastSuccess: "2026-11-24T03:19:25.000Z")
    ],
    journal: JournalStatus(events: 123_456, bytes: 52_428_800, state: "healthy"),
    lists: [
      ListStatus(id: "residents", version: "2026-11-24.1", ageHours: 3, entries: 812, quarantined: 2),
      ListStatus(id: "stolen", version: nil, ageHours: nil, entries: 0, quarantined: 0),
    ],
    alarmsOpen: 2)
}
