/// A fact of the site: recorded in the journal and forwarded upstream.
public struct GateEvent: Hashable, Sendable {
  /// When the fact became true, by our clock.
  public var at: CivilTime
  public var lane: LaneID?
  public var fact: GateFact
  /// Concerns a plate that is on no list: kept for the unlisted retention only (P10).
  public var isUnlisted: Bool

  public init(at: CivilTime, lane: LaneID? = nil, fact: GateFact, isUnlisted: Bool = false) {
    self.at = at
    self.lane = lane
    self.fact = fact
    self.isUnlisted = isUnlisted
  }
}

/// Order and sequence hold within a stream; alarms do not wait behind reads.
public enum EventStream: String, Hashable, Sendable, CaseIterable {
  case alarms, access, site
}

/// The kinds of fact; the large ones lie in boxes, so that a fact is cheap to pass on whatever it says.
public enum GateFact: Hashable, Sendable {
  indirect case plateRead(ReadFact)
  indirect case accessDecided(AccessDecision)
  case accessEnded(Passage)
  case barrierCommanded(BarrierCommandFact)
  case barrierAnswered(CommandOutcome)
  case barrierMoved(BarrierMove)
  indirect case credentialPresented(CredentialFact)
  /// A card that was not read soundly: never a card.
  indirect case credentialMisread(DeviceRemark)
  case doorCommanded(DoorCommandFact)
  case doorAnswered(DoorOutcome)
  case doorChanged(DoorChange)
  case inputChanged(InputSensed)
  indirect case lampCommanded(LampCommandFact)
  indirect case lampAnswered(LampOutcome)
  indirect case hitPending(WatchlistHit)
  indirect case hitDecided(HitDecision)
  indirect case alarmRaised(Alarm)
  /// Its cause is over; one that latches stands until somebody acknowledges it.
  indirect case alarmCleared(Alarm)
  indirect case alarmAcknowledged(AlarmHandling)
  indirect case alarmShelved(AlarmHandling)
  indirect case alarmUnshelved(AlarmHandling)
  /// Nobody has acknowledged it in time.
  indirect case alarmEscalated(AlarmHandling)
  indirect case deviceChanged(DeviceHealth)
  /// What a device says of itself in its own words.
  indirect case deviceReported(DeviceRemark)
  indirect case operatorCommanded(OperatorFact)
  case siteStarted(version: String, settingsVersion: String)
  case siteStopping
  case settingsApplied(settingsVersion: String)
  case settingsRefused(firstError: String, errorCount: Int)
  case listLoaded(ListEdition, entries: Int, quarantined: Int)
  case eventQuarantined(stream: EventStream, sequence: Int64, reason: String)
}

/// A plate read as it was taken in.
public struct ReadFact: Hashable, Sendable {
  public var read: PlateRead
  /// nil when no camera assignment fits.
  public var accessPoint: AccessPointID?
  /// nil when the read has no plate.
  public var normalisedPlate: String?
  /// Why it can move nothing (P2); nil for a live read.
  public var historical: HistoricalCause?
  /// The decision of the track that it belongs to, when this read repeats one.
  public var repeats: String?
  /// It waits for more frames of the same vehicle and was not matched (`frames_min`).
  public var awaitsFrames: Bool

  public init(
    read: PlateRead, accessPoint: AccessPointID?, normalisedPlate: String?,
    historical: HistoricalCause? = nil, repeats: String? = nil, awaitsFrames: Bool = false
  ) {
    self.read = read
    self.accessPoint = accessPoint
    self.normalisedPlate = normalisedPlate
    self.historical = historical
    self.repeats = repeats
    self.awaitsFrames = awaitsFrames
  }
}

/// Why a read is history (P2).
public enum HistoricalCause: String, Hashable, Sendable, CaseIterable {
  /// The device marks it as sent again.
  case replayed
  /// Older than the freshness limit.
  case late
  /// Stamped later than now: the device's clock is off.
  case fromTheFuture
  /// No capture time, and the camera is not set to `untimed_reads: live`.
  case untimed
  /// It waited inside this daemon for longer than the freshness limit.
  case delayedHere
}

/// A command on its way to a barrier, and why.
public struct BarrierCommandFact: Hashable, Sendable {
  public var command: BarrierCommand
  public var cause: CommandCause

  public init(command: BarrierCommand, cause: CommandCause) {
    self.command = command
    self.cause = cause
  }
}

/// Why a barrier is commanded.
public enum CommandCause: Hashable, Sendable {
  case decision(String)
  /// The vehicle has passed, or nobody came, and the loop is clear.
  case closing(String)
  /// An input holds it open.
  case hold(InputPointID)
}

/// What the sensors of a barrier say now.
public struct BarrierMove: Hashable, Sendable {
  public var barrier: BarrierID
  public var position: BarrierPosition
  public var presence: LoopState

  public init(barrier: BarrierID, position: BarrierPosition, presence: LoopState) {
    self.barrier = barrier
    self.position = position
    self.presence = presence
  }
}

/// What an operator asked for and what came of it; refused commands are recorded too.
public struct OperatorFact: Hashable, Sendable {
  public var operatorName: String
  public var verb: String
  public var target: String?
  public var reason: String?
  public var accepted: Bool
  /// Why it was refused; empty when accepted.
  public var refusal: String

  public init(
    operatorName: String, verb: String, target: String? = nil, reason: String? = nil, accepted: Bool,
    refusal: String = ""
  ) {
    self.operatorName = operatorName
    self.verb = verb
    self.target = target
    self.reason = reason
    self.accepted = accepted
    self.refusal = refusal
  }
}

extension GateEvent {
  /// The stream in which it takes its sequence.
  public var stream: EventStream {
    switch fact {
    case .plateRead, .accessDecided, .accessEnded, .barrierCommanded, .barrierAnswered, .barrierMoved,
      .credentialPresented, .credentialMisread, .doorCommanded, .doorAnswered, .doorChanged:
      .access
    case .hitPending, .hitDecided, .alarmRaised, .alarmCleared, .alarmAcknowledged, .alarmShelved,
      .alarmUnshelved, .alarmEscalated:
      .alarms
    case .inputChanged, .lampCommanded, .lampAnswered, .deviceChanged, .deviceReported, .operatorCommanded,
      .siteStarted, .siteStopping,
      .settingsApplied, .settingsRefused,
      .listLoaded, .eventQuarantined:
      .site
    }
  }

  /// CloudEvents `type`: `gatehouse.<noun>.<fact>`.
  public var type: String {
    switch fact {
    case .plateRead: "gatehouse.plate.read"
    case .accessDecided: "gatehouse.access.decided"
    case .accessEnded(let passage):
      switch passage.ending {
      case .taken: "gatehouse.access.taken"
      case .notTaken: "gatehouse.access.nottaken"
      case .unconfirmed: "gatehouse.access.unconfirmed"
      }
    case .barrierCommanded: "gatehouse.barrier.commanded"
    case .barrierAnswered: "gatehouse.barrier.answered"
    case .barrierMoved: "gatehouse.barrier.moved"
    case .credentialPresented: "gatehouse.credential.presented"
    case .credentialMisread: "gatehouse.credential.misread"
    case .doorCommanded: "gatehouse.door.commanded"
    case .doorAnswered: "gatehouse.door.answered"
    case .doorChanged: "gatehouse.door.changed"
    case .inputChanged: "gatehouse.input.changed"
    case .lampCommanded: "gatehouse.lamp.commanded"
    case .lampAnswered: "gatehouse.lamp.answered"
    case .hitPending: "gatehouse.hit.pending"
    case .hitDecided(let decision): "gatehouse.hit.\(decision.outcome.rawValue)"
    case .alarmRaised: "gatehouse.alarm.raised"
    case .alarmCleared: "gatehouse.alarm.cleared"
    case .alarmAcknowledged: "gatehouse.alarm.acknowledged"
    case .alarmShelved: "gatehouse.alarm.shelved"
    case .alarmUnshelved: "gatehouse.alarm.unshelved"
    case .alarmEscalated: "gatehouse.alarm.escalated"
    case .deviceChanged: "gatehouse.device.changed"
    case .deviceReported: "gatehouse.device.reported"
    case .operatorCommanded: "gatehouse.operator.commanded"
    case .siteStarted: "gatehouse.site.started"
    case .siteStopping: "gatehouse.site.stopping"
    case .settingsApplied: "gatehouse.settings.applied"
    case .settingsRefused: "gatehouse.settings.refused"
    case .listLoaded: "gatehouse.list.loaded"
    case .eventQuarantined: "gatehouse.event.quarantined"
    }
  }
}
