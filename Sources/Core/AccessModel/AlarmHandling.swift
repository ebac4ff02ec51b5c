/// What a person, or time, did with an alarm that stands.
public struct AlarmHandling: Hashable, Sendable {
  public var alarm: Alarm
  /// nil where time did it.
  public var operatorName: String?
  public var reason: String?
  /// End of a shelf.
  public var until: CivilTime?
  /// How often it has been told again, this time included.
  public var escalation: Int?

  public init(
    alarm: Alarm, operatorName: String? = nil, reason: String? = nil, until: CivilTime? = nil,
    escalation: Int? = nil
  ) {
    self.alarm = alarm
    self.operatorName = operatorName
    self.reason = reason
    self.until = until
    self.escalation = escalation
  }
}
