internal import AccessModel
internal import FieldContract

extension ControllerSchedule {
  /// Longest and shortest release that a board can time by itself, in seconds.
  static let releaseSeconds: ClosedRange<Int64> = 1...255

  /// What carries out an action, in order.
  func requests(for action: DoorAction, door number: Int) -> [BoardRequest] {
    let held = holds[number]?.seconds ?? 3
    switch action {
    case .release(let span):
      let whole = (span.milliseconds + 999) / 1000
      let seconds = UInt8(min(max(whole, Self.releaseSeconds.lowerBound), Self.releaseSeconds.upperBound))
      let wanted = DoorHold(mode: BoardDoorMode.controlled.rawValue, seconds: seconds)
      // The board times the release, so it ends whoever is asleep.
      return holds[number] == wanted
        ? [.openDoor(number)] : [.setDoor(number, .controlled, seconds: seconds), .openDoor(number)]
    case .holdReleased: return [.setDoor(number, .normallyOpen, seconds: held)]
    case .secure:
      // Closed first: only that ends a release that is running.
      return [.setDoor(number, .normallyClosed, seconds: held), .setDoor(number, .controlled, seconds: held)]
    }
  }

  /// What the inputs say now; stale while the board is not online.
  func readings() -> [InputReading] {
    settings.inputs.map { input in
      guard let status, isOnline else { return .stale }
      let isOn: Bool
      switch input.source {
      case .doorContact(let number):
        isOn =
          status.doorsAreOpen.indices.contains(number - 1)
          && status.doorsAreOpen[number - 1]
      case .button(let number):
        isOn =
          status.buttonsArePressed.indices.contains(number - 1)
          && status.buttonsArePressed[number - 1]
      case .fire: isOn = status.isFireActive
      case .forcedLock: isOn = status.isForcedLocked
      }
      return isOn != input.isInverted ? .active : .inactive
    }
  }
}
