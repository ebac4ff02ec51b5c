public import AccessModel
public import FieldContract

/// What a kind of relay board looks like on the wire, as far as locks hang on it: data from
/// `DeviceProfiles/door/*/profile.yaml`.
public struct DoorProfile: Hashable, Sendable {
  /// What operators call this kind of board.
  public let name: String
  /// The channels that a lock can hang on, 1 to this.
  public let channelCount: Int

  /// The relay of the first channel, energised when on.
  let relay: OutputPoint
  /// The board's clock that energises a relay for a while, and the one that lets go of it for a while.
  let onTimer: BoardTimer?
  let offTimer: BoardTimer?

  /// Most relays of one board.
  public static let channelsMax = 64

  /// How a lock behaves without power.
  public enum LockKind: String, Hashable, Sendable, CaseIterable {
    /// Holds without power; power releases it.
    case failSecure = "fail_secure"
    /// Released without power; power holds it.
    case failSafe = "fail_safe"
  }

  /// Reads a profile; throws every error of the file at once.
  public init(file: String, text: String) throws(DocumentError) {
    self = try DoorProfileReader(document: try YAMLDocument(file: file, text: text)).profile()
  }

  init(
    name: String, channelCount: Int, relay: OutputPoint, onTimer: BoardTimer?, offTimer: BoardTimer?
  ) {
    self.name = name
    self.channelCount = channelCount
    self.relay = relay
    self.onTimer = onTimer
    self.offTimer = offTimer
  }

  /// The lock on a channel, counted from 1; nil when the board has no such channel.
  public func lock(channel: Int, kind: LockKind) -> DoorLock? {
    guard (1...channelCount).contains(channel) else { return nil }
    var point = relay
    point.at = relay.at.shifted(by: channel - 1)
    switch kind {
    case .failSecure: point.timer = onTimer
    case .failSafe:
      (point.on, point.off) = (relay.off ?? relay.on, relay.on)
      point.timer = offTimer
    }
    point.timer = point.timer?.shifted(by: channel - 1)
    return DoorLock(point: point, profileName: name)
  }
}

/// One lock and the output that it hangs on.
public struct DoorLock: Hashable, Sendable {
  /// On releases the lock, off lets it hold.
  let point: OutputPoint
  let profileName: String

  /// A release is brought within these bounds.
  public static let releaseMin = Span.milliseconds(20)
  public static let releaseMax = Span.seconds(3600)
}

/// A door and where its lock stands on the bus.
public struct DoorUnit: Hashable, Sendable {
  public let door: DoorID
  /// Modbus unit identifier, 0...247.
  public let unit: Int
  public let lock: DoorLock

  public init(door: DoorID, unit: Int, lock: DoorLock) {
    self.door = door
    self.unit = unit
    self.lock = lock
  }
}
