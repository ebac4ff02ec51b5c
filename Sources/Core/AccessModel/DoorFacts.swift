/// A credential as it was taken in.
public struct CredentialFact: Hashable, Sendable {
  public var presented: CredentialPresented
  /// nil when no door has this reader.
  public var accessPoint: AccessPointID?
  /// The credential that it identifies.
  public var credential: String?
  /// Why it can move nothing (P2); nil for a live one.
  public var historical: HistoricalCause?
  /// The decision that it repeats: a card that is held before the reader.
  public var repeats: String?

  public init(
    presented: CredentialPresented, accessPoint: AccessPointID?, credential: String? = nil,
    historical: HistoricalCause? = nil, repeats: String? = nil
  ) {
    self.presented = presented
    self.accessPoint = accessPoint
    self.credential = credential
    self.historical = historical
    self.repeats = repeats
  }
}

/// What a device said, or what is to be said of one of its readers.
public struct DeviceRemark: Hashable, Sendable {
  public var device: DeviceID
  public var readerNumber: Int?
  /// For an operator; no card's number and no PIN.
  public var words: String

  public init(device: DeviceID, readerNumber: Int? = nil, words: String) {
    self.device = device
    self.readerNumber = readerNumber
    self.words = words
  }
}

/// A command on its way to a lock, and why.
public struct DoorCommandFact: Hashable, Sendable {
  public enum Cause: Hashable, Sendable {
    case decision(String)
    /// Somebody asked to leave.
    case requestToExit
    /// The passage is over.
    case relock
    /// The door was set to this mode.
    case mode(DoorMode)
    /// An input holds it.
    case hold(InputPointID)
  }

  public var command: DoorCommand
  public var cause: Cause

  public init(command: DoorCommand, cause: Cause) {
    self.command = command
    self.cause = cause
  }
}

/// What is true of a door now.
public struct DoorChange: Hashable, Sendable {
  public var door: DoorID
  public var mode: DoorMode
  public var position: DoorPosition
  /// The input that holds it, whatever its mode.
  public var heldBy: InputPointID?

  public init(door: DoorID, mode: DoorMode, position: DoorPosition, heldBy: InputPointID? = nil) {
    self.door = door
    self.mode = mode
    self.position = position
    self.heldBy = heldBy
  }
}
