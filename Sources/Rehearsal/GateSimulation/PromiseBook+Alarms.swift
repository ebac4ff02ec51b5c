internal import AccessModel

/// Which alarms stand, as far as the disk has been told of it when power goes.
extension PromiseBook {
  struct AlarmFact: Equatable {
    var key: String
    var isRaised: Bool
  }

  static func key(of alarm: Alarm) -> String { "\(alarm.code.rawValue) \(alarm.subject)" }

  /// All that was unsaved is in this transaction; what its own steps raised is yet to be looked at.
  mutating func saveAlarms(_ events: [GateEvent]) {
    unsavedAlarms.removeAll()
    savedAlarmFacts = events.compactMap(Self.alarmFact)
  }

  /// A transaction that power interrupted: all of it is on disk, or nothing.
  mutating func tear(_ events: [GateEvent]) {
    for event in events {
      if let fact = Self.alarmFact(event) { unsavedAlarms.insert(fact.key) }
    }
  }

  /// A step told it; true when either state of it is right.
  mutating func learns(_ fact: AlarmFact) -> Bool {
    if let index = savedAlarmFacts.firstIndex(of: fact) {
      savedAlarmFacts.remove(at: index)
    } else {
      unsavedAlarms.insert(fact.key)
    }
    return unsureAlarms.remove(fact.key) != nil
  }

  /// A new run: alarms stand as they did, but for those of which nobody saw what the disk has. That claims
  /// do, no sensor will tell.
  mutating func restartAlarms() {
    unsureAlarms.formUnion(unsavedAlarms)
    unsureAlarms.formUnion(savedAlarmFacts.map(\.key))
    (unsavedAlarms, savedAlarmFacts) = ([], [])
    // A flood is of its own hour.
    alarms = alarms.filter { !$0.key.hasPrefix("alarmFlood ") }.mapValues { _ in Moment.zero }
    keptAlarms = alarms.keys.filter {
      !unsureAlarms.contains($0) && ($0.hasPrefix("watchlistHit ") || $0.hasPrefix("duress "))
    }
  }

  private static func alarmFact(_ event: GateEvent) -> AlarmFact? {
    switch event.fact {
    case .alarmRaised(let alarm): AlarmFact(key: key(of: alarm), isRaised: true)
    case .alarmCleared(let alarm): AlarmFact(key: key(of: alarm), isRaised: false)
    case .plateRead, .accessDecided, .accessEnded, .barrierCommanded, .barrierAnswered, .barrierMoved,
      .credentialPresented, .credentialMisread, .doorCommanded, .doorAnswered, .doorChanged, .inputChanged,
      .hitPending, .hitDecided, .alarmAcknowledged, .alarmShelved, .alarmUnshelved, .alarmEscalated,
      .lampCommanded, .lampAnswered, .deviceChanged, .deviceReported, .operatorCommanded, .siteStarted,
      .siteStopping, .settingsApplied,
      .settingsRefused, .listLoaded, .eventQuarantined:
      nil
    }
  }
}
