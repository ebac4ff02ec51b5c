public import AccessModel

/// An operator acknowledges an alarm or puts it aside.
public struct OperatorAlarmOrder: Hashable, Sendable {
  public enum Deed: Hashable, Sendable {
    case acknowledge
    case shelve(Span)
    case unshelve
  }

  /// Comes back in the answer.
  public var number: UInt64
  public var alarm: UInt64
  public var deed: Deed
  public var operatorName: String
  public var reason: String?

  public init(number: UInt64, alarm: UInt64, deed: Deed, operatorName: String, reason: String?) {
    self.number = number
    self.alarm = alarm
    self.deed = deed
    self.operatorName = operatorName
    self.reason = reason
  }
}

extension OperatorAlarmOrder.Deed {
  /// The word for it on the command line.
  var verb: String {
    switch self {
    case .acknowledge: "ack"
    case .shelve: "shelve"
    case .unshelve: "unshelve"
    }
  }

  var done: String {
    switch self {
    case .acknowledge: "acknowledged"
    case .shelve(let span): "shelved for \(span.milliseconds / 60_000) min"
    case .unshelve: "shown again"
    }
  }
}

/// An operator says whether a claim is true (P8).
public struct OperatorHitOrder: Hashable, Sendable {
  /// Comes back in the answer.
  public var number: UInt64
  public var hit: String
  /// It is the vehicle that the list means.
  public var verifies: Bool
  public var operatorName: String
  public var reason: String?

  public init(number: UInt64, hit: String, verifies: Bool, operatorName: String, reason: String?) {
    self.number = number
    self.hit = hit
    self.verifies = verifies
    self.operatorName = operatorName
    self.reason = reason
  }
}
