public import AccessModel

/// One alarm that stands, as operators see it.
public struct AlarmView: Hashable, Sendable {
  public var alarm: Alarm
  public var state: AlarmState
  /// Its cause is still there.
  public var isActive: Bool
  /// The alarm under which it is listed.
  public var root: UInt64?
  public var acknowledgedBy: String?
  public var shelvedBy: String?
  public var shelvedUntil: CivilTime?
  /// How often it came while it stood.
  public var occurrences: Int
  /// How often it was told again because nobody acknowledged it.
  public var escalations: Int

  init(_ entry: AlarmBook.Entry) {
    alarm = entry.alarm
    isActive = entry.isActive
    root = entry.root
    acknowledgedBy = entry.acknowledged?.operatorName
    shelvedBy = entry.shelf?.operatorName
    shelvedUntil = entry.shelf?.civilUntil
    occurrences = entry.occurrences
    escalations = entry.escalations
    if entry.shelf != nil {
      state = .shelved
    } else if entry.acknowledged != nil {
      state = .acknowledged
    } else {
      state = entry.isActive ? .unacknowledged : .returned
    }
  }
}
