internal import AccessModel
public import AccessSchedules

/// The site's schedules and its clock on the wall.
public final class SiteCalendar: Sendable {
  private let zone: ZoneRules
  /// By name; looked up only.
  private let schedules: [String: Schedule]

  public static let empty = SiteCalendar(zone: .utc, schedules: [:])

  public init(zone: ZoneRules, schedules: [String: Schedule]) {
    self.zone = zone
    self.schedules = schedules
  }

  /// Whether this schedule means the same in another calendar.
  func isSame(_ name: String, in other: SiteCalendar) -> Bool {
    schedules[name] == other.schedules[name] && zone == other.zone
  }

  /// A schedule that the site does not have permits nothing: a list that names it is newer, or wrong.
  func permits(_ name: String?, at time: CivilTime) -> Bool {
    guard let name else { return true }
    return schedules[name]?.isActive(at: time, in: zone) ?? false
  }
}
