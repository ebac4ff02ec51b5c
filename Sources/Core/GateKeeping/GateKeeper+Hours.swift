import AccessModel

/// Hours of a door within which it stands released, and when they were begun.
struct DoorHours: Equatable, Sendable {
  var door: DoorID
  /// As the schedule said when it was last asked; nil: not asked since the start (P5).
  var wasWithin: Bool?
  /// Within its hours, and waits for somebody who opens first.
  var awaitsFirst = false
  /// Released by its hours, not by a person.
  var isReleased = false

  /// How often the schedules are asked: a clock may be set.
  static let period = Span.seconds(5)
}

extension GateKeeper {
  /// A start releases nothing (P5): a door within its hours then waits for its first holder.
  mutating func reviewHours() {
    for index in doors.indices {
      guard let schedule = doors[index].door.unlockedDuring else { continue }
      let id = doors[index].door.id
      let isWithin = calendar.permits(schedule, at: ledger.now.civil)
      var hours = self.hours.first { $0.door == id } ?? DoorHours(door: id)
      if hours.wasWithin != isWithin {
        let isStart = hours.wasWithin == nil
        hours.wasWithin = isWithin
        hours.awaitsFirst =
          isWithin && !hours.isReleased && (doors[index].door.unlockNeedsFirst || isStart)
        if isWithin, !hours.awaitsFirst, !hours.isReleased, doors[index].setMode == .locked {
          hours.isReleased = true
          doors[index].set(.unlocked, &ledger)
        } else if !isWithin, hours.isReleased {
          hours.isReleased = false
          if doors[index].setMode == .unlocked { doors[index].set(.locked, &ledger) }
        }
      }
      self.hours.removeAll { $0.door == id }
      self.hours.append(hours)
    }
    let timed = layout.doors.filter { $0.unlockedDuring != nil }.map(\.id)
    for gone in hours where !timed.contains(gone.door) && gone.isReleased {
      withDoor(gone.door) { door, ledger in if door.setMode == .unlocked { door.set(.locked, &ledger) } }
    }
    hours.removeAll { !timed.contains($0.door) }
    hoursAskedAt = timed.isEmpty ? nil : ledger.now.moment
  }

  /// Hours that were written anew are new hours: a reload releases nothing (P5).
  mutating func adopt(_ next: SiteCalendar) {
    for index in hours.indices {
      let schedule = layout.doors.first { $0.id == hours[index].door }?.unlockedDuring
      if let schedule, !next.isSame(schedule, in: calendar) { hours[index].wasWithin = nil }
    }
    calendar = next
  }

  /// Somebody who opens first has opened.
  mutating func beginHours(_ index: Int) {
    guard let place = hours.firstIndex(where: { $0.door == doors[index].door.id }),
      hours[place].awaitsFirst, doors[index].setMode == .locked
    else { return }
    hours[place].awaitsFirst = false
    hours[place].isReleased = true
    doors[index].set(.unlocked, &ledger)
  }

  var hoursDeadline: Moment? {
    guard layout.doors.indices.contains(where: { layout.doors[$0].unlockedDuring != nil }) else { return nil }
    return hoursAskedAt.map { $0 + DoorHours.period } ?? ledger.now.moment
  }
}
