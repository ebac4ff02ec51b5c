public import AccessModel

/// How far the clock on the wall is from UTC at each instant: transitions, and a rule for the time after
/// them.
///
/// Made from the bytes of a zone file (RFC 8536, version 2 or later) or from a POSIX rule; the shell reads
/// `/usr/share/zoneinfo`.
public struct ZoneRules: Hashable, Sendable {
  /// UTC seconds, ascending.
  let starts: [Int]
  /// Seconds east of UTC: one before the first start, then one from each.
  let offsets: [Int]
  let tail: TailRule?
  /// The tail is written out as transitions before this instant, so that a lookup is one binary search.
  let tailFrom: Int

  static let tailWrittenOutUntilYear = 2100

  public static let utc = ZoneRules(starts: [], offsets: [0], tail: nil)

  /// `CET-1CEST,M3.5.0,M10.5.0/3`: POSIX, with the hours of RFC 8536 §3.3.1.
  public init(posix text: String) throws(ScheduleError) {
    let tail = try TailRule(text)
    self.init(starts: [], offsets: [tail.offset(at: 0)], tail: tail)
  }

  init(starts: [Int], offsets: [Int], tail: TailRule?) {
    var (starts, offsets) = (starts, offsets)
    let last = starts.last ?? -1
    if let tail, let initial = offsets.last {
      var offset = initial
      let firstYear = max(1970, CalendarDay(number: max(last, 0) / LocalTime.secondsPerDay).year)
      for year in firstYear..<max(Self.tailWrittenOutUntilYear, firstYear) {
        for change in tail.changes(in: year) where change.at > last && change.offset != offset {
          starts.append(change.at)
          offsets.append(change.offset)
          offset = change.offset
        }
      }
    }
    self.starts = starts
    self.offsets = offsets
    self.tail = tail
    let end = CalendarDay.first(ofYear: Self.tailWrittenOutUntilYear) * LocalTime.secondsPerDay
    tailFrom = max(end, last)
  }

  /// Seconds east of UTC at an instant.
  public func offsetSeconds(at time: CivilTime) -> Int { offset(at: Int(time.milliseconds / 1000)) }

  func offset(at second: Int) -> Int {
    if let tail, second >= tailFrom { return tail.offset(at: second) }
    return offsets[index(at: second)]
  }

  /// When the offset changes next; nil when it never does.
  func nextTransition(after second: Int) -> Int? {
    let index = index(at: second)
    if index < starts.count { return starts[index] }
    guard let tail else { return nil }
    return tail.nextChange(after: second)
  }

  /// How many transitions lie at or before the instant.
  private func index(at second: Int) -> Int {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
