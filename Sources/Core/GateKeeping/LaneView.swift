public import AccessModel

/// What an operator sees of a lane.
public struct LaneView: Hashable, Sendable {
  public var lane: LaneID
  public var name: String
  public var barrier: BarrierID?
  public var position: BarrierPosition
  public var presence: LoopState
  public var positionSince: Moment?
  public var mode: LaneMode
  /// The input or order that holds it, and whether open.
  public var heldBy: InputPointID?
  public var isHeldOpen: Bool
  /// Times that the barrier came down since it was serviced.
  public var cycles: Int

  init(_ state: LaneState) {
    lane = state.lane.id
    name = state.lane.name
    barrier = state.barrier?.barrier.id
    position = state.barrier?.position ?? .unknown
    presence = state.barrier?.presence ?? .unknown
    positionSince = state.barrier?.positionSince
    mode = state.setMode ?? state.lane.mode
    heldBy = state.hold?.point
    isHeldOpen = state.hold?.state == .open
    cycles = state.cycles
  }
}
