/// What a barrier is told to do.
public enum BarrierAction: String, Hashable, Sendable, CaseIterable {
  case raise, lower, stop
}

/// Where a barrier is, by its sensors; never remembered, never assumed from a command.
public enum BarrierPosition: String, Hashable, Sendable, CaseIterable {
  case unknown, opening, open, closing, closed, fault
}

/// What a presence loop says.
public enum LoopState: String, Hashable, Sendable, CaseIterable {
  case occupied, clear, unknown
}

/// One output command, decided and recorded before it is written (P1).
public struct BarrierCommand: Hashable, Sendable {
  /// Unique within one run of the daemon; comes back in the `CommandOutcome`.
  public var number: UInt64
  public var barrier: BarrierID
  public var action: BarrierAction
  /// After this moment the driver drops the command instead of writing it (P2): a queue never opens late.
  public var validUntil: Moment

  public init(number: UInt64, barrier: BarrierID, action: BarrierAction, validUntil: Moment) {
    self.number = number
    self.barrier = barrier
    self.action = action
    self.validUntil = validUntil
  }
}

/// What became of a command on the wire; says nothing of whether the iron moved.
public struct CommandOutcome: Hashable, Sendable {
  public enum Result: Hashable, Sendable {
    /// The device acknowledged the write.
    case written
    /// It was no longer valid when the bus came to it.
    case expired
    /// Not written: the device is not connected, or was not read back since it connected (P5).
    case notReady(String)
    /// A lower that was not written, because a presence loop was not clear when its turn came (P4).
    case withheld(String)
    /// Written or not, nobody knows: the bus failed after all its retries.
    case failed(String)
  }

  public var number: UInt64
  public var barrier: BarrierID
  public var action: BarrierAction
  public var result: Result

  public init(number: UInt64, barrier: BarrierID, action: BarrierAction, result: Result) {
    self.number = number
    self.barrier = barrier
    self.action = action
    self.result = result
  }
}

/// One complete reading of a barrier's inputs; nil where the profile has no such input.
public struct BarrierSensed: Hashable, Sendable {
  public var barrier: BarrierID
  public var openLimit: Bool?
  public var closedLimit: Bool?
  /// All presence loops together: occupied when any is, unknown when the profile names none.
  public var presence: LoopState
  /// Of the loop before the barrier, where a vehicle announces itself.
  public var arming: LoopState
  /// Of the loop behind it, which a vehicle leaves last.
  public var passage: LoopState
  public var fault: Bool?
  /// When the inputs were read.
  public var at: Moment

  public init(
    barrier: BarrierID, openLimit: Bool? = nil, closedLimit: Bool? = nil, presence: LoopState = .unknown,
    arming: LoopState = .unknown, passage: LoopState = .unknown, fault: Bool? = nil, at: Moment
  ) {
    self.barrier = barrier
    self.openLimit = openLimit
    self.closedLimit = closedLimit
    self.presence = presence
    self.arming = arming
    self.passage = passage
    self.fault = fault
    self.at = at
  }
}

/// Whether a device answers, and why not.
public struct DeviceHealth: Hashable, Sendable {
  public enum State: String, Hashable, Sendable, CaseIterable {
    case online, degraded, offline
  }

  public var device: DeviceID
  public var state: State
  /// For an operator at 3 a.m.: what failed and what to look at; empty when online.
  public var reason: String

  public init(device: DeviceID, state: State, reason: String = "") {
    self.device = device
    self.state = state
    self.reason = reason
  }
}
