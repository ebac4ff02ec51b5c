public import AccessModel
internal import FieldContract

extension UHPPOTESettings {
  /// First and last whole day, by the board's own clock, between two moments: a board knows days only, and is
  /// to open no longer than the list says. Nil when no whole day lies between.
  public func wholeDays(from: CivilTime?, until: CivilTime) -> (from: BoardDate, until: BoardDate)? {
    guard let zone = LocalZone(name: timeZone) else { return nil }
    var first = BoardDate(year: 2000, month: 1, day: 1)
    if let from {
      let fields = zone.fields(of: from)
      let isMidnight = fields.hour == 0 && fields.minute == 0 && fields.second == 0 && fields.millisecond == 0
      first = BoardDate(of: fields, daysLater: isMidnight ? 0 : 1)
    }
    // Until 23:59:59 is until midnight.
    let last = BoardDate(of: zone.fields(of: until + .seconds(1)), daysLater: -1)
    guard let first, let last, first <= last else { return nil }
    return (first, last)
  }
}

extension BoardDate {
  fileprivate init?(of fields: CivilTime.Fields, daysLater days: Int64) {
    let day = CivilTime.Fields(year: fields.year, month: fields.month, day: fields.day)
    guard let other = CivilTime(day).map({ $0 + .seconds(days * 86_400) })?.fields else { return nil }
    self.init(year: other.year, month: other.month, day: other.day)
  }
}
