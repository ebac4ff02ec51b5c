internal import AccessModel
internal import GateKeeping

/// Inputs and effects in the words of the `.case` files of `GateKeepingTests`.
enum CaseText {
  /// The names of one site in those of the site of the cases.
  static func input(_ input: GateInput, at now: Now, of plan: SitePlan) -> String? {
    switch input {
    case .plateRead(let received): return read(received, at: now)
    case .barrierSensed(let reading):
      let limits =
        reading.openLimit == true
        ? (reading.closedLimit == true ? "both" : "open") : reading.closedLimit == true ? "closed" : "between"
      var words = "sense \(limits) \(reading.presence.rawValue)"
      if reading.arming != .unknown { words += " arming=\(reading.arming.rawValue)" }
      if reading.passage != .unknown { words += " passage=\(reading.passage.rawValue)" }
      return words + (reading.fault == true ? " fault" : "")
    case .commandOutcome(let outcome):
      return "answer \(outcome.action.rawValue) \(result(outcome.result)) \(outcome.number)"
    case .deviceHealth(let health):
      guard health.device.rawValue.hasPrefix("io") else { return nil }
      return health.state == .offline ? "offline" : health.state == .online ? "online" : nil
    case .operatorOpens(let opening):
      let waited = (now.moment - opening.askedAt).milliseconds / 1000
      return "open north" + (waited > 0 ? " \(waited)" : "")
    case .credentialPresented(let received):
      let place = received.presented.device.rawValue.dropFirst(3)
      let kind = received.presented.identifier.kind == .pin ? "pin" : "card"
      return
        "\(kind) \(received.presented.identifier.value.uppercased()) \(place)"
        + (received.presented.isReplay ? " replay" : "")
    case .inputSensed(let sensed): return "input \(sensed.point) \(reading(sensed.reading))"
    case .doorOutcome(let outcome): return "lock \(outcome.door) \(result(outcome.result)) \(outcome.number)"
    case .operatorSetsDoor(let order):
      let word =
        switch order.order {
        case .release: "release"
        case .set(let mode): mode.rawValue
        }
      return order.door.map { "door \($0) \(word)" } ?? "doors \(word)"
    case .journal(let isAvailable): return "journal \(isAvailable ? "up" : "down")"
    case .lists: return "lists 1"
    case .tick: return "tick"
    case .operatorOrders, .operatorOnAlarm, .operatorOnHit, .credentials, .calendar, .rulePacks, .layout,
      .condition, .conditionOver, .note:
      return nil
    }
  }

  private static func read(_ received: ReceivedRead, at now: Now) -> String {
    let read = received.read
    var words = "read \(read.plate ?? "-")"
    if let id = read.track.id { words += " track=\(id)" }
    if read.track.phase != .new { words += " phase=\(read.track.phase.rawValue)" }
    if let captured = read.capturedAt {
      let offset = (captured - now.civil).milliseconds
      if offset != 0 { words += " captured=\(Double(offset) / 1000)" }
    } else {
      words += " untimed"
    }
    return words + (read.isReplay ? " replay" : "") + (received.untimedIsLive ? " live" : "")
  }

  private static func result(_ result: CommandOutcome.Result) -> String {
    switch result {
    case .written: "written"
    case .expired: "expired"
    case .notReady: "not_ready"
    case .withheld: "withheld"
    case .failed: "failed"
    }
  }

  private static func reading(_ reading: InputReading) -> String {
    switch reading {
    case .active: "active"
    case .inactive: "inactive"
    case .value(let thousandths): "\(Double(thousandths) / 1000)"
    case .faulty: "faulty"
    case .stale: "stale"
    }
  }

  static func effect(_ effect: GateEffect) -> String? {
    switch effect {
    case .record(let event): record(event)
    case .command(let command): "command \(command.action.rawValue)"
    case .doorCommand(let command): "lock \(command.door) \(action(command.action))"
    case .lampCommand(let command): "lamp \(command.lamp) \(command.isLit ? "lit" : "dark")"
    case .signal(let signal): "signal \(signal.device) \(signal.meaning.rawValue)"
    case .operatorAnswer(_, let accepted, let text):
      accepted ? "answer accepted" : "answer refused: \(text)"
    }
  }

  private static func record(_ event: GateEvent) -> String {
    switch event.fact {
    case .plateRead(let fact):
      return "read \(fact.historical.map { "historical \($0.rawValue)" } ?? "live")"
        + (fact.repeats.map { " repeats \($0)" } ?? "") + (event.isUnlisted ? " unlisted" : "")
        + (fact.accessPoint == nil ? " nowhere" : "") + (fact.awaitsFrames ? " waits" : "")
    case .accessDecided(let decision):
      return "decided \(decision.id) \(decision.outcome.rawValue) "
        + decision.reasons.map(\.rawValue).joined(separator: ",")
        + (decision.operatorName.map { " by \($0)" } ?? "")
    case .accessEnded(let passage): return "\(passage.ending.rawValue) \(passage.decision)"
    case .barrierCommanded(let fact):
      let cause =
        switch fact.cause {
        case .decision(let id): id
        case .closing(let why): why.split(separator: " ").joined(separator: "-")
        case .hold(let point): "held-by-\(point)"
        }
      return "commanded \(fact.command.action.rawValue) \(cause)"
    case .barrierAnswered(let outcome): return "answered \(outcome.action.rawValue)"
    case .barrierMoved(let move): return "moved \(move.position.rawValue)"
    case .credentialPresented(let fact):
      return "shown \(fact.historical.map { "historical \($0.rawValue)" } ?? "live") "
        + (fact.credential ?? "unknown") + (fact.repeats.map { " repeats \($0)" } ?? "")
    case .doorCommanded(let fact):
      return "ordered \(fact.command.door) \(action(fact.command.action)) \(doorCause(fact.cause))"
    case .doorAnswered(let outcome): return "answered \(outcome.door)"
    case .doorChanged(let change):
      return "door \(change.door) \(change.mode.rawValue) \(change.position.rawValue)"
        + (change.heldBy.map { " held by \($0)" } ?? "")
    case .inputChanged(let sensed): return "input \(sensed.point) \(reading(sensed.reading))"
    case .lampCommanded(let fact):
      return "told \(fact.command.lamp) \(fact.command.isLit ? "lit" : "dark")"
        + (fact.heldBy.map { " by \($0)" } ?? "")
    case .lampAnswered(let outcome): return "answered \(outcome.lamp)"
    case .hitPending(let hit): return "hit \(hit.match.edition.list)/\(hit.match.entryID)"
    case .alarmRaised(let alarm): return "alarm \(alarm.code.rawValue)"
    case .alarmCleared(let alarm): return "over \(alarm.code.rawValue)"
    case .deviceChanged(let health): return "device \(health.state.rawValue)"
    case .operatorCommanded(let fact):
      return "operator \(fact.verb) \(fact.accepted ? "accepted" : "refused")"
    case .settingsApplied: return "settings applied"
    case .hitDecided, .alarmAcknowledged, .alarmShelved, .alarmUnshelved, .alarmEscalated,
      .credentialMisread, .deviceReported, .siteStarted, .siteStopping, .settingsRefused, .listLoaded,
      .eventQuarantined:
      return event.type
    }
  }

  private static func doorCause(_ cause: DoorCommandFact.Cause) -> String {
    switch cause {
    case .decision(let id): id
    case .requestToExit: "rex"
    case .relock: "relock"
    case .mode(let mode): "mode-\(mode.rawValue)"
    case .hold(let point): "held-by-\(point)"
    }
  }

  private static func action(_ action: DoorAction) -> String {
    switch action {
    case .release(let span): "release \(span.milliseconds / 1000)s"
    case .holdReleased: "hold"
    case .secure: "secure"
    }
  }
}
