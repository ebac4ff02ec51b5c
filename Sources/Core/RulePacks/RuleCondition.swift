internal import AccessModel
public import AccessSchedules

/// One question that a rule asks of the time, the place or the vehicle.
public enum RuleCondition: Hashable, Sendable {
  case during(Schedule)
  /// The checkpoint is one of these places.
  case place([String])
  case service([String])
  case route([String])
  case routeAtMost(kilometres: Int)
  case routeOver(kilometres: Int)
  case pupilsAboard
  /// Dangerous goods of any kind.
  case dangerousGoods
  case unNumber([Int])
  case adrClass([String])
  case tunnelCode([String])
  case carriage([DangerousGoods.Carriage])
  case netExplosiveOver(kilograms: Int)
  case heightOver(millimetres: Int)
  case widthOver(millimetres: Int)
  case lengthOver(millimetres: Int)
  case grossOver(kilograms: Int)
  case axleOver(kilograms: Int)
  case axleCount(ClosedRange<Int>)
  /// Evidence of this kind was seen and is valid.
  case evidence(String)
  /// It was asked for, and there is none, or it has ended.
  case noEvidence(String)
}
