/// What a door's lock is told to do.
public enum DoorAction: Hashable, Sendable {
  /// Released for this long; the lock then holds again, whoever is asleep.
  case release(Span)
  /// Held released until the next command.
  case holdReleased
  /// Held locked; ends a release.
  case secure
}

/// One command to a lock, decided and recorded before it is written (P1).
public struct DoorCommand: Hashable, Sendable {
  /// Unique within one run of the daemon; comes back in the `DoorOutcome`.
  public var number: UInt64
  public var door: DoorID
  public var action: DoorAction
  /// After this moment the driver drops the command instead of writing it (P2).
  public var validUntil: Moment

  public init(number: UInt64, door: DoorID, action: DoorAction, validUntil: Moment) {
    self.number = number
    self.door = door
    self.action = action
    self.validUntil = validUntil
  }
}

/// What became of a door command on the wire; says nothing of whether the door moved.
public struct DoorOutcome: Hashable, Sendable {
  public var number: UInt64
  public var door: DoorID
  public var action: DoorAction
  /// `withheld` never applies: a lock that holds crushes nobody.
  public var result: CommandOutcome.Result

  public init(number: UInt64, door: DoorID, action: DoorAction, result: CommandOutcome.Result) {
    self.number = number
    self.door = door
    self.action = action
    self.result = result
  }
}

/// What a reader shows to the person in front of it; its profile says by which colour and tone.
public struct ReaderSignal: Hashable, Sendable {
  public enum Meaning: String, Hashable, Sendable, CaseIterable {
    case granted, denied, referred
    /// Something more is wanted: the PIN, the second person.
    case continues
    /// The door stands open too long, or will be an alarm soon.
    case warning
    /// Nothing is going on; the door is locked, or stands released.
    case locked, released
  }

  public var device: DeviceID
  public var readerNumber: Int?
  public var meaning: Meaning
  /// For readers that have a display, at most 32 characters.
  public var text: String?

  public init(device: DeviceID, readerNumber: Int? = nil, meaning: Meaning, text: String? = nil) {
    self.device = device
    self.readerNumber = readerNumber
    self.meaning = meaning
    self.text = text
  }
}
