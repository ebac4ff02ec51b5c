public import AccessModel

/// What a restart must not forget, because no sensor tells it: how doors were set, how often visitors' codes
/// have opened, and which fire panel was in alarm (P6).
public struct KeptState: Hashable, Sendable {
  public struct SetDoor: Hashable, Sendable {
    public var door: DoorID
    public var mode: DoorMode

    public init(door: DoorID, mode: DoorMode) {
      self.door = door
      self.mode = mode
    }
  }

  public var visits: [Visit]
  /// Those that people have set to something else than `locked`.
  public var doors: [SetDoor]
  public var firePanels: [InputPointID]

  public init(visits: [Visit] = [], doors: [SetDoor] = [], firePanels: [InputPointID] = []) {
    self.visits = visits
    self.doors = doors
    self.firePanels = firePanels
  }
}

extension GateKeeper {
  /// To be kept across a restart.
  public var keptState: KeptState {
    KeptState(
      visits: visits.visits,
      doors: doors.filter { $0.setMode != .locked }
        .map { KeptState.SetDoor(door: $0.door.id, mode: $0.setMode) },
      firePanels: inputs.entries.filter { $0.point.kind == .firePanel && $0.wasActive }.map(\.point.id))
  }

  /// Takes what the last run kept; writes nothing (P5).
  mutating func restore(_ kept: KeptState) {
    for set in kept.doors {
      guard let index = doors.firstIndex(where: { $0.door.id == set.door }) else { continue }
      doors[index].restore(set.mode)
    }
    inputs.restore(kept.firePanels)
  }
}
