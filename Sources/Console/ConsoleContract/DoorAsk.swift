/// What an operator wants of a door, or of all of them.
public struct DoorAsk: Hashable, Sendable {
  public enum Order: String, Hashable, Sendable, CaseIterable, Codable {
    /// Open once.
    case release
    /// Back to cards: ends every other order.
    case locked
    case unlocked, blocked
    case lockedDown = "locked_down"
    case lockedOpen = "locked_open"
  }

  /// nil: every door of the site.
  public var door: String?
  public var order: Order
  public var reason: String?

  public init(door: String?, order: Order, reason: String? = nil) {
    self.door = door
    self.order = order
    self.reason = reason
  }
}

/// One door now.
public struct DoorStatus: Hashable, Sendable, Codable {
  public var id: String
  public var name: String
  public var mode: String
  /// By its contact.
  public var position: String
  /// The input that holds it, whatever its mode.
  public var heldBy: String?
  public var lastDecision: String?

  public init(
    id: String, name: String, mode: String, position: String, heldBy: String? = nil,
    lastDecision: String? = nil
  ) {
    self.id = id
    self.name = name
    self.mode = mode
    self.position = position
    self.heldBy = heldBy
    self.lastDecision = lastDecision
  }
}

/// One input point now.
public struct InputStatus: Hashable, Sendable, Codable {
  public var id: String
  public var name: String
  public var kind: String
  /// `active`, `inactive`, a value with its unit, `faulty`, `stale`, or `not read yet`.
  public var reading: String

  public init(id: String, name: String, kind: String, reading: String) {
    self.id = id
    self.name = name
    self.kind = kind
    self.reading = reading
  }
}

/// One signal lamp now.
public struct LampStatus: Hashable, Sendable, Codable {
  public var id: String
  public var name: String
  /// As it was told last; no board reports that the bulb glows.
  public var isLit: Bool

  public init(id: String, name: String, isLit: Bool) {
    self.id = id
    self.name = name
    self.isLit = isLit
  }
}
