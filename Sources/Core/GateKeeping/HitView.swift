public import AccessModel

/// One claim that waits for people, as operators see it.
public struct HitView: Hashable, Sendable {
  public var hit: WatchlistHit
  public var lane: LaneID
  public var claimedAt: CivilTime
  /// The vehicle was at the gate when it was claimed.
  public var isLive: Bool
  public var voices: [HitVoice]

  init(_ entry: HitBook.Entry) {
    hit = entry.hit
    lane = entry.lane
    claimedAt = entry.claimedAt
    isLive = entry.isLive
    voices = entry.voices
  }
}
