public import AccessModel
internal import Foundation

/// A time zone as a table of its changes, so that reading a local time asks nobody: for devices whose clock
/// knows no offset.
public struct LocalZone: Hashable, Sendable {
  /// UTC milliseconds from which each offset holds, ascending.
  private let starts: [Int64]
  private let offsetMinutes: [Int]

  private static let firstYear = "1990-01-01T00:00:00Z"
  private static let lastYear = "2060-01-01T00:00:00Z"

  /// Without changes.
  public static let utc = LocalZone(starts: [0], offsetMinutes: [0])

  private init(starts: [Int64], offsetMinutes: [Int]) {
    self.starts = starts
    self.offsetMinutes = offsetMinutes
  }

  /// Nil when the machine does not know the IANA name.
  public init?(name: String) {
    guard let zone = TimeZone(identifier: name), let first = CivilTime(rfc3339: Self.firstYear),
      let last = CivilTime(rfc3339: Self.lastYear)
    else { return nil }
    func date(_ milliseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
    var starts = [first.milliseconds]
    var offsets = [zone.secondsFromGMT(for: date(first.milliseconds)) / 60]
    // No zone changes more than four times a year; the count only guards against a broken database.
    for _ in 0..<300 {
      guard let newest = starts.last, let change = zone.nextDaylightSavingTimeTransition(after: date(newest)),
        change > date(newest), change < date(last.milliseconds)
      else { break }
      starts.append(Int64(change.timeIntervalSince1970 * 1000))
      offsets.append(zone.secondsFromGMT(for: change.addingTimeInterval(1)) / 60)
    }
    self.init(starts: starts, offsetMinutes: offsets)
  }

  /// The instant of a local time. The hour that a clock change repeats counts as its first pass; the hour
  /// that it skips counts by the offset that holds behind it.
  public func instant(_ fields: CivilTime.Fields) -> CivilTime? {
    guard let asUTC = CivilTime(fields) else { return nil }
    let before = offset(at: asUTC.milliseconds - 86_400_000)
    let guess = asUTC.milliseconds - Int64(before) * 60_000
    let after = offset(at: guess)
    return CivilTime(fields, offsetMinutes: after == before ? before : after)
  }

  /// What a right clock there shows.
  public func fields(of time: CivilTime) -> CivilTime.Fields {
    (time + .seconds(Int64(offset(at: time.milliseconds)) * 60)).fields
  }

  private func offset(at milliseconds: Int64) -> Int {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= milliseconds { low = middle + 1 } else { high = middle }
    }
    return offsetMinutes[max(low - 1, 0)]
  }
}
