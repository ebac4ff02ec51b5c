package import AccessModel
package import SiteJournal
internal import Synchronization

/// What leaves the site of a plate that is on no list (P10).
package enum UnlistedPrivacy: Sendable {
  case none
  /// A keyed hash in place of the plate.
  case pseudonymous(@Sendable (String) -> String)
  case full
}

/// From a fact to the rows of the journal, in the form that each class of plate permits.
package final class EventRecorder: Sendable {
  private let journal: Journal
  private let privacy: Mutex<UnlistedPrivacy>
  /// Whether an upstream is configured; without one nothing takes a sequence.
  private let isForwarding: Mutex<Bool>

  /// Without an upstream nothing takes a sequence.
  package init(journal: Journal, privacy: UnlistedPrivacy, isForwarding: Bool) {
    self.journal = journal
    self.privacy = Mutex(privacy)
    self.isForwarding = Mutex(isForwarding)
  }

  /// New settings.
  package func adopt(privacy next: UnlistedPrivacy, isForwarding forwards: Bool) {
    privacy.withLock { $0 = next }
    isForwarding.withLock { $0 = forwards }
  }

  /// One transaction for all events; throws when nothing was committed.
  package func commit(_ events: [GateEvent], snapshots: [String: [UInt8]], at time: CivilTime)
    throws(JournalError)
  {
    let privacy = privacy.withLock { $0 }
    let isForwarding = isForwarding.withLock { $0 }
    let entries = events.map { entry($0, privacy, isForwarding) }
    _ = try journal.commit(entries, snapshots: snapshots, recordedAt: time)
  }

  private func entry(_ event: GateEvent, _ privacy: UnlistedPrivacy, _ isForwarding: Bool) -> JournalEntry {
    let data = event.data(plates: .full)
    var forwarded: [UInt8]?
    var redacted: [UInt8]?
    if isForwarding, event.mayLeave {
      if !event.isUnlisted {
        forwarded = data
      } else {
        switch privacy {
        case .none: break
        case .pseudonymous(let pseudonym): forwarded = event.data(plates: .pseudonymous(pseudonym))
        case .full:
          forwarded = data
          redacted = event.data(plates: .redacted)
        }
      }
    }
    return JournalEntry(
      stream: event.stream.rawValue, type: event.type, time: event.at, subject: event.subject,
      topic: event.topic, isUnlisted: event.isUnlisted, data: data, forwarded: forwarded,
      forwardedExpires: redacted != nil,
      redacted: redacted, evidence: event.evidence)
  }
}

extension GateEvent {
  /// CloudEvents `subject`: the lane, or else the device it is about.
  var subject: String? {
    if let lane { return lane.rawValue }
    switch fact {
    case .plateRead(let fact): return fact.read.device.rawValue
    case .deviceChanged(let health): return health.device.rawValue
    case .credentialPresented(let fact): return fact.presented.device.rawValue
    case .credentialMisread(let remark), .deviceReported(let remark): return remark.device.rawValue
    case .doorCommanded(let fact): return fact.command.door.rawValue
    case .doorAnswered(let outcome): return outcome.door.rawValue
    case .doorChanged(let change): return change.door.rawValue
    case .inputChanged(let sensed): return sensed.point.rawValue
    case .lampCommanded(let fact): return fact.command.lamp.rawValue
    case .lampAnswered(let outcome): return outcome.lamp.rawValue
    case .accessDecided, .accessEnded, .barrierCommanded, .barrierAnswered, .barrierMoved, .hitPending,
      .hitDecided, .alarmRaised, .alarmCleared, .alarmAcknowledged, .alarmShelved, .alarmUnshelved,
      .alarmEscalated, .operatorCommanded, .siteStarted, .siteStopping, .settingsApplied,
      .settingsRefused, .listLoaded, .eventQuarantined:
      return nil
    }
  }

  /// An upstream that refuses events of the site's own stream would refuse the news of it as well, and that
  /// would be the next event of the stream.
  fileprivate var mayLeave: Bool {
    if case .eventQuarantined(stream: .site, _, _) = fact { false } else { true }
  }

  /// Files that go when the event goes.
  var evidence: [String] {
    guard case .plateRead(let fact) = fact else { return [] }
    return fact.read.images.map(\.file)
  }
}
