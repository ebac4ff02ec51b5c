public import AccessModel

/// What an operator sees of a door.
public struct DoorView: Hashable, Sendable {
  public var door: DoorID
  public var name: String
  public var mode: DoorMode
  public var position: DoorPosition
  /// The input that holds it.
  public var heldBy: InputPointID?

  init(_ state: DoorState, at now: Moment) {
    door = state.door.id
    name = state.door.name
    mode = state.mode(at: now)
    position = state.position
    heldBy = state.hold?.point
  }
}

/// What an operator sees of an input point.
public struct InputView: Hashable, Sendable {
  public var point: InputPoint
  /// nil until it was read for the first time.
  public var reading: InputReading?
  /// What it is there for is the case, or was when it was last heard.
  public var isActive: Bool
}

extension GateKeeper {
  /// In the order of the site file.
  public var doorViews: [DoorView] { doors.map { DoorView($0, at: ledger.now.moment) } }

  /// In the order of the site file.
  public var inputViews: [InputView] {
    inputs.entries.map { InputView(point: $0.point, reading: $0.reading, isActive: $0.wasActive) }
  }
}
