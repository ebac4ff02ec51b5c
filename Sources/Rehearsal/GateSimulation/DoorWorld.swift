internal import AccessModel

/// The lock and the leaf of one door, as they are.
struct DoorWorld {
  let door: Door
  var isOpen = false
  var isHeldReleased = false
  /// The lock's own clock, in nanoseconds of virtual time.
  var releasedUntil: Int64 = 0
  var readerIsOnline = true

  init(_ door: Door) { self.door = door }

  func opens(at now: Int64) -> Bool { isHeldReleased || releasedUntil > now }
}
