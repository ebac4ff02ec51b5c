import AccessModel

/// What people do with alarms; each answers what is to be recorded, or why not.
extension AlarmBook {
  /// Somebody has seen it: nobody else is called, and one that is over goes.
  mutating func acknowledge(
    _ number: UInt64, by operatorName: String, reason: String?, now: Now
  ) throws(AlarmRefusal) -> [GateFact] {
    let index = try find(number)
    let entry = entries[index]
    if let shelf = entry.shelf {
      throw AlarmRefusal("alarm \(number) is shelved until \(shelf.civilUntil): unshelve it first")
    }
    if let before = entry.acknowledged {
      throw AlarmRefusal("alarm \(number) was acknowledged by \(before.operatorName) at \(before.at)")
    }
    entries[index].acknowledged = Acknowledgement(operatorName: operatorName, at: now.civil)
    entries[index].escalateAt = nil
    if !entry.isActive { entries.remove(at: index) }
    return [
      .alarmAcknowledged(AlarmHandling(alarm: entry.alarm, operatorName: operatorName, reason: reason))
    ]
  }

  /// Puts it aside for a while; never one of the highest priority.
  mutating func shelve(
    _ number: UInt64, for span: Span, by operatorName: String, reason: String?, now: Now
  ) throws(AlarmRefusal) -> [GateFact] {
    let index = try find(number)
    let entry = entries[index]
    guard entry.alarm.code.priority != .critical else {
      throw AlarmRefusal("alarm \(number) is critical: nobody shelves it")
    }
    guard span > .zero, span <= rules.shelveMax else {
      throw AlarmRefusal("an alarm is shelved for at most \(rules.shelveMax.milliseconds / 3_600_000) h")
    }
    let shelf = Shelf(
      operatorName: operatorName, until: now.moment + span, civilUntil: now.civil + span)
    entries[index].shelf = shelf
    return [
      .alarmShelved(
        AlarmHandling(
          alarm: entry.alarm, operatorName: operatorName, reason: reason, until: shelf.civilUntil))
    ]
  }

  mutating func unshelve(
    _ number: UInt64, by operatorName: String, reason: String?
  ) throws(AlarmRefusal) -> [GateFact] {
    let index = try find(number)
    guard entries[index].shelf != nil else { throw AlarmRefusal("alarm \(number) is not shelved") }
    return takeDown(index, by: operatorName, reason: reason)
  }

  /// Shown again, to be acknowledged again; one that is over meanwhile is gone.
  mutating func takeDown(_ index: Int, by operatorName: String?, reason: String?) -> [GateFact] {
    entries[index].shelf = nil
    entries[index].acknowledged = nil
    let entry = entries[index]
    if !entry.isActive { entries.remove(at: index) }
    return [.alarmUnshelved(AlarmHandling(alarm: entry.alarm, operatorName: operatorName, reason: reason))]
  }

  private func find(_ number: UInt64) throws(AlarmRefusal) -> Int {
    guard let index = entries.firstIndex(where: { $0.alarm.number == number }) else {
      throw AlarmRefusal("there is no alarm \(number); see gatectl alarms --all")
    }
    return index
  }
}

/// Why an operator's order about an alarm or a hit changes nothing.
struct AlarmRefusal: Error {
  let text: String

  init(_ text: String) { self.text = text }
}
