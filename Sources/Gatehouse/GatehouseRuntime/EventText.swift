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
    case .accessDecided(let decision): return decided(decision, in: event) + lane
    case .accessEnded(let passage): return ended(passage, in: event) + lane
    case .barrierCommanded(let fact):
      return
        "barrier told to \(fact.command.action.rawValue) (\(cause(fact.cause)))"
        + " barrier=\(fact.command.barrier)\(lane)"
    case .barrierAnswered(let outcome):
      return "\(outcome.action.rawValue) \(result(outcome.result)) barrier=\(outcome.barrier)\(lane)"
    case .barrierMoved(let move):
      return
        "barrier \(move.position.rawValue) presence=\(move.presence.rawValue) barrier=\(move.barrier)\(lane)"
    case .credentialPresented(let fact): return shown(fact)
    case .credentialMisread(let remark): return "card MISREAD: \(remark.words) reader=\(remark.device)"
    case .deviceReported(let remark): return "device \(remark.device) says: \(remark.words)"
    case .doorCommanded(let fact):
      return "lock told to \(action(fact.command.action)) (\(cause(fact.cause))) door=\(fact.command.door)"
    case .doorAnswered(let outcome):
      return "lock \(action(outcome.action)) \(result(outcome.result)) door=\(outcome.door)"
    case .doorChanged(let change):
      let held = change.heldBy.map { " held_by=\($0)" } ?? ""
      return "door \(change.position.rawValue) mode=\(change.mode.rawValue) door=\(change.door)\(held)"
    case .lampCommanded(let fact): return told(fact)
    case .lampAnswered(let outcome): return answered(outcome)
    case .inputChanged(let sensed): return "input \(sensed.point) is \(reading(sensed.reading))"
    case .hitPending(let hit): return pending(hit, in: event) + lane
    case .hitDecided(let decision): return decided(decision, in: event) + lane
    case .alarmRaised(let alarm): return raised(alarm) + lane
    case .alarmCleared(let alarm): return cleared(alarm) + lane
    case .alarmAcknowledged(let handling): return handled("acknowledged", handling) + lane
    case .alarmShelved(let handling): return handled("SHELVED", handling) + lane
    case .alarmUnshelved(let handling): return handled("shown again", handling) + lane
    case .alarmEscalated(let handling): return escalated(handling) + lane
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

  private func told(_ fact: LampCommandFact) -> String {
    let why = fact.heldBy.map { " (\($0))" } ?? ""
    return "lamp \(fact.command.isLit ? "lit" : "put out")\(why) lamp=\(fact.command.lamp)"
  }

  private func answered(_ outcome: LampOutcome) -> String {
    "lamp \(outcome.isLit ? "on" : "off") \(result(outcome.result)) lamp=\(outcome.lamp)"
  }

  /// At a door no plate is decided on.
  private func decided(_ decision: AccessDecision, in event: GateEvent) -> String {
    let reasons = decision.reasons.map(\.rawValue).joined(separator: ",")
    let by = decision.operatorName.map { " operator=\($0)" } ?? ""
    let who =
      event.lane == nil
      ? decision.credential.map { "credential \($0)" } ?? "(unknown credential)"
      : plate(decision.plate, in: event)
    let place = event.lane == nil ? " at=\(decision.accessPoint)" : ""
    return "\(decision.outcome.rawValue) \(who) reasons=\(reasons) decision=\(decision.id)\(by)\(place)"
  }

  private func ended(_ passage: Passage, in event: GateEvent) -> String {
    let place = event.lane == nil ? " at=\(passage.accessPoint)" : ""
    let who = event.lane == nil ? "holder" : plate(passage.plate, in: event)
    return "\(ending(passage.ending)) \(who) decision=\(passage.decision)\(place)"
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
    case .hitDecided(let decision): decision.outcome == .lapsed ? 4 : 5
    case .alarmEscalated: 2
    case .deviceChanged(let health): health.state == .online ? 5 : 4
    case .inputChanged(let sensed):
      switch sensed.reading {
      case .faulty, .stale: 4
      case .active, .inactive, .value: 6
      }
    case .operatorCommanded, .siteStarted, .siteStopping, .settingsApplied, .listLoaded, .alarmCleared,
      .alarmAcknowledged, .alarmShelved, .alarmUnshelved:
      5
    case .plateRead, .accessDecided, .accessEnded, .barrierCommanded, .barrierAnswered, .barrierMoved,
      .credentialPresented, .credentialMisread, .deviceReported, .doorCommanded, .doorAnswered,
      .doorChanged, .lampCommanded, .lampAnswered:
      6
    }
  }

  private func read(_ fact: ReadFact, in event: GateEvent) -> String {
    var text = "read \(plate(fact.normalisedPlate ?? fact.read.plate, in: event)) camera=\(fact.read.device)"
    if let confidence = fact.read.confidence {
      text += " confidence=\(Double(Int(confidence * 1000)) / 1000)"
    }
    if let cause = fact.historical { text += " historical=\(cause.rawValue)" }
    if let repeats = fact.repeats { text += " repeats=\(repeats)" }
    if fact.awaitsFrames { text += " awaits_frames=true" }
    return text
  }

  /// What was shown is never written out: a card's number is as good as the card.
  private func shown(_ fact: CredentialFact) -> String {
    let who = fact.credential.map { "of credential \($0)" } ?? "that no list knows"
    var text = "\(fact.presented.identifier.kind.rawValue) \(who) shown reader=\(fact.presented.device)"
    if let place = fact.accessPoint { text += " at=\(place)" }
    if let cause = fact.historical { text += " historical=\(cause.rawValue)" }
    if let repeats = fact.repeats { text += " repeats=\(repeats)" }
    return text
  }

  func plate(_ plate: String?, in event: GateEvent) -> String {
    plate.map { plates.form(of: $0, isUnlisted: event.isUnlisted) } ?? "(no plate)"
  }

  func kind(_ match: HitMatch) -> String {
    switch match {
    case .exact: "hit"
    case .suspected: "look-alike"
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
    case .hold(let point): "held open by \(point)"
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

  private func cause(_ cause: DoorCommandFact.Cause) -> String {
    switch cause {
    case .decision(let id): "decision \(id)"
    case .requestToExit: "request to exit"
    case .relock: "passage over"
    case .mode(let mode): "set \(mode.rawValue)"
    case .hold(let point): "held by \(point)"
    }
  }

  private func action(_ action: DoorAction) -> String {
    switch action {
    case .release(let span): "release for \(span.milliseconds) ms"
    case .holdReleased: "stay released"
    case .secure: "hold"
    }
  }

  private func reading(_ reading: InputReading) -> String {
    switch reading {
    case .active: "active"
    case .inactive: "inactive"
    case .value(let thousandths): "\(Double(thousandths) / 1000)"
    case .faulty(let why): "FAULTY: \(why)"
    case .stale: "not read any more"
    }
  }
}
