import AccessModel
import ConsoleContract
import ConsoleControl
import GateKeeping
import GatehouseSettings
import SiteJournal
import Synchronization

/// Answers the operator's control socket from the board, the journal and the inbox.
struct ConsoleDesk: ConsoleProvider {
  let house: House

  /// How long `nextEvents` waits, and how often it looks.
  static let followSpan = Span.seconds(1)
  static let followLook = Span.milliseconds(50)

  func status() async -> SiteStatus { house.status() }

  func events(after: Int64?, limit: Int) async throws -> [EventLine] {
    let rows =
      try after.map { try house.journal.events(after: $0, limit: limit) }
      ?? house.journal.latestEvents(limit: limit)
    return rows.map(line)
  }

  func nextEvents(after: Int64) async -> [EventLine] {
    let deadline = SystemClock.moment() + Self.followSpan
    while true {
      let rows = (try? house.journal.events(after: after, limit: 100)) ?? []
      if !rows.isEmpty || SystemClock.moment() >= deadline { return rows.map(line) }
      do { try await Task.sleep(for: .nanoseconds(Self.followLook.nanoseconds)) } catch { return [] }
    }
  }

  func explain(_ ask: ExplainAsk) async throws -> Explanation? {
    let site = house.site
    switch try ExplainSearch(journal: house.journal).find(ask.event) {
    case .found(let matter):
      let text = ExplainText(matter, in: ask.language)
      return Explanation(
        event: ask.event, isKept: true, text: text.paragraph, reasons: text.reasons, events: matter.rows)
    case .letGo:
      let text = ExplainText.letGo(
        ask.event, unlistedHours: site.unlistedRetention.milliseconds / 3_600_000,
        days: site.journal.eventRetention.milliseconds / 86_400_000, in: ask.language)
      return Explanation(event: ask.event, isKept: false, text: text)
    case .unknown: return nil
    }
  }

  func open(lane: String, reason: String?, by identity: OperatorIdentity) async -> CommandAnswer {
    let answer = await house.open(lane: lane, reason: reason, operatorName: identity.name)
    return CommandAnswer(accepted: answer.accepted, text: answer.text)
  }

  func door(_ ask: DoorAsk, by identity: OperatorIdentity) async -> CommandAnswer {
    let order: DoorOrder =
      switch ask.order {
      case .release: .release
      case .locked: .set(.locked)
      case .unlocked: .set(.unlocked)
      case .blocked: .set(.blocked)
      case .lockedDown: .set(.lockedDown)
      case .lockedOpen: .set(.lockedOpen)
      }
    let answer = await house.set(
      door: ask.door, order, reason: ask.reason, operatorName: identity.name)
    return CommandAnswer(accepted: answer.accepted, text: answer.text)
  }

  func install(reader: String, seconds: Int, by identity: OperatorIdentity) async -> CommandAnswer {
    let end = SystemClock.moment() + .seconds(Int64(seconds))
    let isKnown = house.readers.install(DeviceID(reader), until: end)
    let refusal = isKnown ? "" : "there is no OSDP reader \(reader); see gatectl status"
    house.note(
      .operatorCommanded(
        OperatorFact(
          operatorName: identity.name, verb: "install", target: reader, accepted: isKnown, refusal: refusal)))
    return CommandAnswer(
      accepted: isKnown,
      text: isKnown ? "the factory key of \(reader) is taken for \(seconds) s, once" : refusal)
  }

  func reload(by identity: OperatorIdentity) async -> ReloadAnswer {
    let errors = await house.reload(by: identity.name)
    guard errors.isEmpty else {
      return ReloadAnswer(applied: false, text: "the old settings stay", diagnostics: errors)
    }
    let refusals =
      house.lists.lists.compactMap(\.refusal) + [house.credentials.loaded?.refusal].compactMap { $0 }
    let version = house.site.layout.settingsVersion
    let text = refusals.isEmpty ? "" : "; lists refused: \(refusals.count), the editions before stay in use"
    return ReloadAnswer(applied: true, text: "settings \(version) applied\(text)", diagnostics: refusals)
  }

  func recordRefused(verb: String, by identity: OperatorIdentity, reason: String) async {
    guard house.board.isDue("\(identity.name) \(verb)", at: SystemClock.moment()) else { return }
    house.note(
      .operatorCommanded(
        OperatorFact(operatorName: identity.name, verb: verb, accepted: false, refusal: reason)))
  }

  private func line(_ event: StoredEvent) -> EventLine {
    let data = String(decoding: event.data, as: UTF8.self)
    return EventLine(
      id: event.id, time: "\(event.time)", stream: event.stream, type: event.type, lane: event.subject,
      summary: StoredSummary.text(type: event.type, data: event.data), data: data)
  }
}
