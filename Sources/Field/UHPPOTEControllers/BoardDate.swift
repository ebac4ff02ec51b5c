internal import AccessModel

/// A calendar date as a board stores it with a card.
public struct BoardDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Nil for a date that does not exist, or is outside years 1970...9999.
  public init?(year: Int, month: Int, day: Int) {
    guard CivilTime(CivilTime.Fields(year: year, month: month, day: day)) != nil else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  public var description: String { "\(year)-\(month)-\(day)" }
}
