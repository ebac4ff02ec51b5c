public import AccessModel
public import PlateMatching

/// Everything that can change the mind of the gate; it arrives through the inbox, in order.
public enum GateInput: Sendable {
  case plateRead(ReceivedRead)
  case barrierSensed(BarrierSensed)
  case commandOutcome(CommandOutcome)
  case deviceHealth(DeviceHealth)
  case operatorOpens(OperatorOpening)
  case credentialPresented(ReceivedCredential)
  case inputSensed(InputSensed)
  case doorOutcome(DoorOutcome)
  case operatorSetsDoor(OperatorDoorOrder)
  case operatorOrders(OperatorOrder)
  case operatorOnAlarm(OperatorAlarmOrder)
  case operatorOnHit(OperatorHitOrder)
  /// The credentials of the site, verified; replaces what was there.
  case credentials(CredentialRegister)
  /// The site's schedules; replaces what was there.
  case calendar(SiteCalendar)
  /// The site's rule packs, verified; replaces what was there.
  case rulePacks(RuleBook)
  /// All lists, verified; replaces what was there.
  case lists([PlateIndex])
  /// A sound settings file was applied, with the lists that it names.
  case layout(SiteLayout, lists: [PlateIndex])
  /// Whether the journal can commit (P1).
  case journal(isAvailable: Bool)
  /// A condition that the shell noticed: raised once until it is over.
  case condition(AlarmCode, subject: String, what: String)
  case conditionOver(AlarmCode, subject: String)
  /// A fact of the shell that wants recording.
  case note(GateFact)
  /// Time went by: `GateKeeper.nextDeadline` was reached.
  case tick
}

/// A read with the moment at which this daemon received it.
public struct ReceivedRead: Hashable, Sendable {
  public var read: PlateRead
  public var receivedAt: Now
  /// The camera is trusted to push at once although it sends no capture time (`untimed_reads: live`).
  public var untimedIsLive: Bool

  public init(read: PlateRead, receivedAt: Now, untimedIsLive: Bool = false) {
    self.read = read
    self.receivedAt = receivedAt
    self.untimedIsLive = untimedIsLive
  }
}

/// A credential with the moment at which this daemon received it.
public struct ReceivedCredential: Hashable, Sendable {
  public var presented: CredentialPresented
  public var receivedAt: Now

  public init(_ presented: CredentialPresented, receivedAt: Now) {
    self.presented = presented
    self.receivedAt = receivedAt
  }
}

/// What an operator wants of a door.
public enum DoorOrder: Hashable, Sendable {
  /// Open once, as a grant does.
  case release
  /// Until the next order.
  case set(DoorMode)
}

/// An operator sets a door, or all of them.
public struct OperatorDoorOrder: Hashable, Sendable {
  /// Comes back in the answer.
  public var number: UInt64
  /// nil: every door of the site.
  public var door: DoorID?
  public var order: DoorOrder
  public var operatorName: String
  public var reason: String?
  /// An order that waited for longer than the freshness limit does nothing (P2).
  public var askedAt: Moment

  public init(
    number: UInt64, door: DoorID?, order: DoorOrder, operatorName: String, reason: String?, askedAt: Moment
  ) {
    self.number = number
    self.door = door
    self.order = order
    self.operatorName = operatorName
    self.reason = reason
    self.askedAt = askedAt
  }
}

/// An operator opens a lane by hand.
public struct OperatorOpening: Hashable, Sendable {
  /// Comes back in the answer.
  public var number: UInt64
  public var lane: LaneID
  public var operatorName: String
  public var reason: String?
  /// A command that waited for longer than the freshness limit opens nothing (P2).
  public var askedAt: Moment

  public init(number: UInt64, lane: LaneID, operatorName: String, reason: String?, askedAt: Moment) {
    self.askedAt = askedAt
    self.number = number
    self.lane = lane
    self.operatorName = operatorName
    self.reason = reason
  }
}

/// What the shell must do, in order: all records of a batch are committed before any command is performed
/// (P1).
public enum GateEffect: Hashable, Sendable {
  case record(GateEvent)
  case command(BarrierCommand)
  case doorCommand(DoorCommand)
  case lampCommand(LampCommand)
  /// Shown to whoever stands before a reader; lost where the reader is.
  case signal(ReaderSignal)
  case operatorAnswer(number: UInt64, accepted: Bool, text: String)
}
