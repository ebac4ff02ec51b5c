import AccessModel

/// The last reads of each lane, for the alarm of somebody who calls for help.
struct SightingBook: Sendable {
  private struct Entry: Sendable {
    /// Of all lanes.
    var number: UInt64
    var at: Now
    /// The read as it was recorded: what an alarm tells of it is made when one asks.
    var fact: GateFact
    var isUnlisted: Bool
  }

  /// What passed in one lane, oldest first.
  private struct Lane: Sendable {
    let id: LaneID
    var entries: [Entry] = []
  }

  static let laneMax = 5
  static let span = Span.seconds(60)
  /// Of all lanes, in one alarm.
  static let alarmMax = 40

  private var lanes: [Lane] = []
  private var count: UInt64 = 0

  mutating func note(_ fact: GateFact, lane: LaneID, isUnlisted: Bool, now: Now) {
    let index = lanes.firstIndex { $0.id == lane } ?? lanes.endIndex
    if index == lanes.endIndex { lanes.append(Lane(id: lane)) }
    if lanes[index].entries.count >= Self.laneMax { lanes[index].entries.removeFirst() }
    count += 1
    lanes[index].entries.append(Entry(number: count, at: now, fact: fact, isUnlisted: isUnlisted))
  }

  /// Newest first.
  func recent(now: Moment) -> [AlarmSighting] {
    let entries = lanes.flatMap { lane in
      lane.entries.filter { now - $0.at.moment <= Self.span }.map { (lane.id, $0) }
    }
    return entries.sorted { $0.1.number > $1.1.number }.prefix(Self.alarmMax).compactMap { lane, entry in
      guard case .plateRead(let fact) = entry.fact else { return nil }
      return AlarmSighting(
        lane: lane, camera: fact.read.device, at: fact.read.capturedAt ?? entry.at.civil,
        plate: entry.isUnlisted ? nil : fact.normalisedPlate, images: fact.read.images.map(\.file))
    }
  }
}
