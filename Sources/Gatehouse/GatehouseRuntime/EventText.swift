import AccessModel
import GatehouseSettings

/// One readable line for each fact: a sentence, then `key=value`.
struct EventText: Sendable {
  var plates: PlateLogging

  /// What happened, for `gatectl events` and the log.
  func summary(of event: GateEvent) -> String {
    let lane = event.lane.map { " lane=\($0)" } ?? ""
    switch event.fact {
    case .plateRead(let fact): return read(fact, in: event) + lane
    case .accessDecided(let decision):
      let reasons = decision.reasons.map(\.rawValue).joined(separator: ",")
      let by = decision.operatorName.map { " operator=\($0)" } ?? ""
      return
        "\(decision.outcome.rawValue) \(plate(decision.plate, in: event)) reasons=\(reasons)"
        + " decision=\(decision.id)\(by)"
        + lane
    case .accessEnded(let passage):
      return
        "\(ending(passage.ending)) \(plate(passage.plate, in: event)) decision=\(passage.decision)\(lane)"
    case .barrierCommanded(let fact):
      return
        "barrier told to \(fact.command.action.rawValue) (\(cause(fact.cause)))"
        + " barrier=\(fact.command.barrier)\(lane)"
    case .barrierAnswered(let outcome):
      return "\(outcome.action.rawValue) \(result(outcome.result)) barrier=\(outcome.barrier)\(lane)"
    case .barrierMoved(let move):
      return
        "barrier \(move.position.rawValue) presence=\(move.presence.rawValue) barrier=\(move.barrier)\(lane)"
    case .hitPending(let hit):
      return
        "watchlist \(kind(hit.match)) \(plate(hit.plate, in: event)) waits for a person"
        + " list=\(hit.match.edition.list) entry=\(hit.match.entryID)\(lane)"
    case .alarmRaised(let alarm):
      return
        "ALARM \(alarm.code.rawValue): \(what(alarm)). \(alarm.code.nextStep)"
        + " priority=\(alarm.code.priority.rawValue)\(lane)"
    case .alarmCleared(let alarm): return "alarm over \(alarm.code.rawValue): \(what(alarm))\(lane)"
    case .deviceChanged(let health):
      let reason = health.reason.isEmpty ? "" : ": \(health.reason)"
      return "device \(health.device) is \(health.state.rawValue)\(reason)"
    case .operatorCommanded(let fact):
      let refusal = fact.accepted ? "accepted" : "refused: \(fact.refusal)"
      let target = fact.target.map { " \($0)" } ?? ""
      return
        "operator \(fact.operatorName): \(fact.verb)\(target) \(refusal)"
        + " reason=\(fact.reason ?? "-")"
    case .siteStarted(let version, let settings):
      return "site started version=\(version) settings=\(settings)"
    case .siteStopping: return "site stopping"
    case .settingsApplied(let settings): return "settings applied settings=\(settings)"
    case .settingsRefused(let error, let count):
      return "settings REFUSED, the old ones stay: \(error) errors=\(count)"
    case .listLoaded(let edition, let entries, let quarantined):
      return
        "list \(edition.list) loaded version=\(edition.version) entries=\(entries) quarantined=\(quarantined)"
    case .eventQuarantined(let stream, let sequence, let reason):
      return
        "the upstream refuses an event for good, set aside: \(reason)"
        + " stream=\(stream.rawValue) sequence=\(sequence)"
    }
  }

  /// journald level prefix (sd-daemon(3)): alarms stand out, routine is quiet.
  func level(of event: GateEvent) -> Int {
    switch event.fact {
    case .alarmRaised(let alarm):
      switch alarm.code.priority {
      case .critical: 2
      case .high: 3
      case .low: 4
      }
    case .settingsRefused, .eventQuarantined: 3
    case .hitPending: 4
    case .deviceChanged(let health): health.state == .online ? 5 : 4
    case .operatorCommanded, .siteStarted, .siteStopping, .settingsApplied, .listLoaded, .alarmCleared: 5
    case .plateRead, .accessDecided, .accessEnded, .barrierCommanded, .barrierAnswered, .barrierMoved: 6
    }
  }

  private func read(_ fact: ReadFact, in event: GateEvent) -> String {
    var text = "read \(plate(fact.normalisedPlate ?? fact.read.plate, in: event)) camera=\(fact.read.device)"
    if let confidence = fact.read.confidence {
      text += " confidence=\(Double(Int(confidence * 1000)) / 1000)"
    }
    if let cause = fact.historical { text += " historical=\(cause.rawValue)" }
    if let repeats = fact.repeats { text += " repeats=\(repeats)" }
    return text
  }

  /// A plate that is on no list is never written out: a log is kept longer than P10 allows.
  private func plate(_ plate: String?, in event: GateEvent) -> String {
    guard let plate else { return "(no plate)" }
    switch plates {
    case .full where !event.isUnlisted: return plate
    case .full, .masked: return plate.count <= 4 ? "****" : "\(plate.prefix(2))***\(plate.suffix(2))"
    case .none: return "(plate)"
    }
  }

  private func kind(_ match: HitMatch) -> String {
    switch match {
    case .exact: "hit"
    case .suspected: "look-alike"
    }
  }

  /// An alarm's sentence may name a listed plate; a site that hides plates sees the code only.
  private func what(_ alarm: Alarm) -> String {
    guard plates != .full else { return alarm.what }
    switch alarm.code {
    case .watchlistHit: return "a plate is on a watchlist"
    case .watchlistLookAlike: return "a plate looks like one on a watchlist"
    case .forcedOpen, .barrierStuck, .barrierFault, .openTooLong, .commandFailed, .deviceOffline,
      .deviceDegraded, .clockOffset, .journalUnavailable, .uplinkQuarantine, .uplinkRefusing, .uplinkSilent,
      .listStale, .listRefused, .settingsRefused:
      return alarm.what
    }
  }

  private func ending(_ ending: PassageEnding) -> String {
    switch ending {
    case .taken: "passed"
    case .notTaken: "did not come"
    case .unconfirmed: "passage not confirmed"
    }
  }

  private func cause(_ cause: CommandCause) -> String {
    switch cause {
    case .decision(let id): "decision \(id)"
    case .closing(let why): why
    }
  }

  private func result(_ result: CommandOutcome.Result) -> String {
    switch result {
    case .written: "written"
    case .expired: "expired"
    case .withheld(let detail): "withheld: \(detail)"
    case .notReady(let detail), .failed(let detail): "FAILED: \(detail)"
    }
  }
}
