import AccessModel

/// The last reads of each lane, for the alarm of somebody who calls for help.
struct SightingBook: Sendable {
  private struct Entry: Sendable {
    var sighting: AlarmSighting
    var at: Moment
  }

  static let laneMax = 5
  static let span = Span.seconds(60)
  /// Of all lanes, in one alarm.
  static let alarmMax = 40

  /// Oldest first.
  private var entries: [Entry] = []

  mutating func note(_ fact: ReadFact, lane: LaneID, isUnlisted: Bool, now: Now) {
    while let first = entries.first, now.moment - first.at > Self.span { entries.removeFirst() }
    if entries.count(where: { $0.sighting.lane == lane }) >= Self.laneMax,
      let oldest = entries.firstIndex(where: { $0.sighting.lane == lane })
    {
      entries.remove(at: oldest)
    }
    let sighting = AlarmSighting(
      lane: lane, camera: fact.read.device, at: fact.read.capturedAt ?? now.civil,
      plate: isUnlisted ? nil : fact.normalisedPlate, images: fact.read.images.map(\.file))
    entries.append(Entry(sighting: sighting, at: now.moment))
  }

  /// Newest first.
  func recent(now: Moment) -> [AlarmSighting] {
    entries.reversed().filter { now - $0.at <= Self.span }.prefix(Self.alarmMax).map(\.sighting)
  }
}
