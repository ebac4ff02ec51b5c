internal import AccessModel

/// Never lower on a vehicle (P4): a lower was decided a while ago, so the loops are looked at again right
/// before each of its writes.
extension BusSchedule {
  /// A lower is written on a reading that is no older.
  static let loopSpan = Span.milliseconds(150)

  /// Answers lowers whose turn it is while a loop is not clear, by the newest values, reported or not.
  mutating func refuseLowers(at now: Moment) {
    for index in units.indices where units[index].isReady {
      while units[index].jobs.first?.command.isLower ?? false, units[index].sensed()?.presence != .clear {
        withholdFirst(index, because: "the presence loop is not clear", at: now)
      }
    }
  }

  /// Whether the loops must be read before the lower whose turn it is.
  func areLoopsOld(_ index: Int, at now: Moment) -> Bool {
    let swept = units[index].swept
    if now - swept.began <= Self.loopSpan { return false }
    // On a slow line a sweep itself may take longer: one that was made for this write is as new as can be.
    guard let from = units[index].jobs.first?.loopsFrom else { return true }
    return swept.began < from || now - swept.ended > Self.loopSpan
  }

  /// The next request of the sweep that a lower waits for.
  mutating func readLoops(_ index: Int, at now: Moment) -> Step {
    let isUnderWay = units[index].jobs[0].loopsFrom.map { units[index].swept.began < $0 } ?? false
    if !isUnderWay {
      units[index].jobs[0].loopsFrom = now
      units[index].cursor = 0
    }
    return sweep(index, at: now)
  }
}
