public import AccessModel

/// What an operator sees of a lane.
public struct LaneView: Hashable, Sendable {
  public var lane: LaneID
  public var name: String
  public var barrier: BarrierID?
  public var position: BarrierPosition
  public var presence: LoopState
  public var positionSince: Moment?

  init(_ state: LaneState) {
    lane = state.lane.id
    name = state.lane.name
    barrier = state.barrier?.barrier.id
    position = state.barrier?.position ?? .unknown
    presence = state.barrier?.presence ?? .unknown
    positionSince = state.barrier?.positionSince
  }
}
