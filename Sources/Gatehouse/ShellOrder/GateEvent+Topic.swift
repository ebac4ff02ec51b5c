package import AccessModel

extension GateEvent {
  /// What ties an event to others: a decision, a hit, or an alarm by code and subject.
  package var topic: String? {
    switch fact {
    case .plateRead(let fact): fact.repeats
    case .credentialPresented(let fact): fact.repeats
    case .accessDecided(let decision): decision.id
    case .accessEnded(let passage): passage.decision
    case .barrierCommanded(let fact):
      switch fact.cause {
      case .decision(let id): id
      case .closing, .hold: nil
      }
    case .doorCommanded(let fact):
      switch fact.cause {
      case .decision(let id): id
      case .requestToExit, .relock, .mode, .hold: nil
      }
    case .hitPending(let hit): hit.id
    case .hitDecided(let decision): decision.hit.id
    case .alarmRaised(let alarm), .alarmCleared(let alarm): alarm.topic
    case .alarmAcknowledged(let handling), .alarmShelved(let handling), .alarmUnshelved(let handling),
      .alarmEscalated(let handling):
      handling.alarm.topic
    case .barrierAnswered, .barrierMoved, .credentialMisread, .doorAnswered, .doorChanged, .inputChanged,
      .lampCommanded, .lampAnswered,
      .deviceChanged, .deviceReported, .operatorCommanded, .siteStarted, .siteStopping, .settingsApplied,
      .settingsRefused, .listLoaded, .eventQuarantined:
      nil
    }
  }
}

extension Alarm {
  /// A claim and its alarm are one matter.
  fileprivate var topic: String {
    code == .watchlistHit || code == .watchlistLookAlike ? subject : "\(code.rawValue)/\(subject)"
  }
}
