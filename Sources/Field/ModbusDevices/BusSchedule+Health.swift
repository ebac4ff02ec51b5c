internal import AccessModel

/// What the operator is told of a bus and its units.
extension BusSchedule {
  /// The health of the line, or nil while a unit is being read for the first time.
  func health() -> DeviceHealth? {
    var reasons: [String] = []
    var unitsSilent = 0
    for index in units.indices {
      switch units[index].phase {
      case .unread: return nil
      case .ready:
        if let stray = units[index].strayWords {
          reasons.append("\(settings.words) unit \(units[index].number): \(stray)")
        }
      case .lost(let fault, let doing):
        if !fault.provesConnection { unitsSilent += 1 }
        let words = unitWords(index, fault, doing: doing)
        if !reasons.contains(words) { reasons.append(words) }
      }
    }
    let state: DeviceHealth.State =
      if reasons.isEmpty { .online } else if unitsSilent == units.count { .offline } else { .degraded }
    return DeviceHealth(device: settings.device, state: state, reason: reasons.joined(separator: " | "))
  }

  /// A fault with the name of what failed: the line, or one unit on it.
  func unitWords(_ index: Int, _ fault: ModbusFault, doing: String) -> String {
    let words = fault.words(doing: doing, settings: settings)
    return fault.endsConnection
      ? "\(settings.words): \(words)" : "\(settings.words) unit \(units[index].number): \(words)"
  }

  /// How each unit is; one that is as it was before keeps its moment.
  func conditions(before: [UnitCondition], at now: Moment) -> [UnitCondition] {
    units.indices.map { index in
      let (state, reason): (DeviceHealth.State, String) =
        switch units[index].phase {
        case .unread: (.offline, "its inputs were not read back yet")
        case .ready: units[index].strayWords.map { (.degraded, $0) } ?? (.online, "")
        case .lost(let fault, let doing):
          (fault.provesConnection ? .degraded : .offline, unitWords(index, fault, doing: doing))
        }
      let name = units[index].role.words
      let old = before.indices.contains(index) ? before[index] : nil
      let isSame = old?.state == state && old?.reason == reason
      return UnitCondition(
        unit: units[index].number, serves: name, state: state, reason: reason,
        since: isSame ? old?.since ?? now : now, heard: old?.heard)
    }
  }
}
