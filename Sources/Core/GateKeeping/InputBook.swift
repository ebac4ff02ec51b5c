import AccessModel

/// What the input points say, and which alarm follows from it.
struct InputBook: Sendable {
  struct Entry: Sendable {
    let point: InputPoint
    /// nil until it was read for the first time.
    var reading: InputReading?
    var at: Moment?
    /// A sensor beyond its limits; it comes back only inside the hysteresis.
    var isBeyond = false
    /// Active when it was last known: what a lost panel or sensor said stands until it says otherwise (P6).
    var wasActive = false
  }

  private(set) var entries: [Entry]

  init(_ points: [InputPoint]) { entries = points.map { Entry(point: $0) } }

  /// New settings for the same points: what they said stays.
  mutating func adopt(_ points: [InputPoint]) {
    entries = points.map { point in
      var entry = Entry(point: point)
      guard let known = entries.first(where: { $0.point.id == point.id && $0.point.kind == point.kind })
      else {
        return entry
      }
      (entry.reading, entry.at, entry.isBeyond, entry.wasActive) = (
        known.reading, known.at, known.isBeyond, known.wasActive
      )
      return entry
    }
  }

  /// Fire panels that were in alarm when the last run ended: so they are until they say otherwise (P6).
  mutating func restore(_ active: [InputPointID]) {
    for index in entries.indices where entries[index].point.kind == .firePanel {
      if active.contains(entries[index].point.id) { entries[index].wasActive = true }
    }
  }

  subscript(_ point: InputPointID) -> Entry? { entries.first { $0.point.id == point } }

  /// Whether a point demands now what it is there for; of one that is lost, what it last said.
  func isActive(_ point: InputPointID) -> Bool { self[point]?.wasActive ?? false }

  /// Takes a reading; the entry when it changed what is known, nil when it repeats it.
  mutating func sense(_ sensed: InputSensed) -> Entry? {
    guard let index = entries.firstIndex(where: { $0.point.id == sensed.point }) else { return nil }
    let before = entries[index]
    entries[index].reading = sensed.reading
    entries[index].at = sensed.at
    switch sensed.reading {
    case .active: entries[index].wasActive = true
    case .inactive: entries[index].wasActive = false
    case .value(let value):
      entries[index].isBeyond = isBeyond(value, before, at: sensed.at)
      entries[index].wasActive = entries[index].isBeyond
    case .faulty, .stale: break
    }
    let isNews = before.reading.map { !isAlike($0, sensed.reading) } ?? true
    return isNews || before.isBeyond != entries[index].isBeyond ? entries[index] : nil
  }

  private func isBeyond(_ value: Int64, _ before: Entry, at moment: Moment) -> Bool {
    guard let limits = before.point.limits else { return false }
    let slack = before.isBeyond ? max(limits.hysteresis, 0) : 0
    if let highest = limits.highest, value > highest.subtractingReportingOverflow(slack).partialValue {
      return true
    }
    if let lowest = limits.lowest, value < lowest.addingReportingOverflow(slack).partialValue { return true }
    guard let changeMax = limits.changeMax, case .value(let last) = before.reading, let at = before.at else {
      return false
    }
    let change = value.subtractingReportingOverflow(last).partialValue.magnitude
    let span = max((moment - at).milliseconds, 1)
    return change > UInt64(max(changeMax, 0)).multipliedReportingOverflow(by: UInt64(span)).partialValue
      / 1000
  }

  /// A sensor's value moves all the time: only crossing a limit, or a change of kind, is news.
  private func isAlike(_ one: InputReading, _ other: InputReading) -> Bool {
    switch (one, other) {
    case (.value, .value): true
    default: one == other
    }
  }
}
