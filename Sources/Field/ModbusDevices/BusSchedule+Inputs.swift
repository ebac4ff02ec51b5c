internal import AccessModel

/// Input points: what time alone does to them.
extension BusSchedule {
  /// Tells the points that were silent for too long; answers when the next one will be.
  mutating func ageInputs(at now: Moment) -> Moment {
    var due = Moment.distantFuture
    for unit in units.indices where !units[unit].inputs.isEmpty {
      for index in units[unit].inputs.indices {
        units[unit].inputs[index].passed(now)
        due = min(due, units[unit].inputs[index].due)
      }
    }
    return due
  }

  /// Whether the sink has yet to take a reading of an input point.
  var hasUntoldInputs: Bool { units.contains { $0.inputs.contains { $0.pending != nil } } }
}
