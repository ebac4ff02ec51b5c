public import AccessModel

/// What a camera saw: one frame of one vehicle.
public struct Sighting: Sendable {
  public var plate: String
  public var capturedAt: CivilTime
  /// The camera's number for the passage; frames of one vehicle share it.
  public var track: Int
  public var phase: TrackPhase
  public var direction: TravelDirection
  public var laneNumber: Int
  /// 0...1.
  public var confidence: Double
  /// The camera says itself that it sends this again.
  public var isReplay: Bool

  public init(
    plate: String, capturedAt: CivilTime = .now(), track: Int = 1, phase: TrackPhase = .new,
    direction: TravelDirection = .approaching, laneNumber: Int = 1, confidence: Double = 0.97,
    isReplay: Bool = false
  ) {
    self.plate = plate
    self.capturedAt = capturedAt
    self.track = track
    self.phase = phase
    self.direction = direction
    self.laneNumber = laneNumber
    self.confidence = confidence
    self.isReplay = isReplay
  }
}
