internal import AccessModel
internal import Foundation
package import GateKeeping

/// What no sensor tells after a restart, as it stands in the journal: one row of settings and counts, and one
/// for each bucket of the areas' book, so that a passage writes a few hundred names and not all of them.
package enum KeptSnapshot {
  package static let key = "kept"

  private struct Form: Codable {
    struct Row: Codable {
      var token: String
      var uses: Int
      var validUntil: Int64
    }

    struct Lane: Codable {
      var mode: String?
      var cycles: Int
    }

    struct Count: Codable {
      var count: Int
      var hasFirst: Bool
    }

    var visits: [Row]
    var doors: [String: String]
    var firePanels: [String]
    var siteMode: String?
    var lanes: [String: Lane]?
    var areas: [String: Count]?
    var releasedByHours: [String]?
    /// Absent in snapshots of older releases, as what follows.
    var alarms: [AlarmSnapshot]?
    var alarmCount: UInt64?
    var hits: [HitSnapshot]?
    var tallies: [TallySnapshot]?
    var litLamps: [String]?
    var doorsBefore: [String: String]?
    var ports: [String: Int]?
  }

  private struct Present: Codable {
    var subject: String
    var area: String?
    var since: Int64
  }

  /// The rows that differ from what was saved last.
  package static func changes(from saved: KeptState, to kept: KeptState) -> [String: [UInt8]] {
    guard kept != saved else { return [:] }
    var rows = [key: encode(kept)]
    for (index, bucket) in kept.areas.buckets.enumerated() where bucket != saved.areas.buckets[index] {
      let form = bucket.map {
        Present(subject: $0.subject, area: $0.area?.rawValue, since: $0.since.milliseconds)
      }
      rows[bucketKey(index)] = (try? JSONEncoder().encode(form)).map { Array($0) } ?? []
    }
    return rows
  }

  /// Nil when a row cannot be read; none at all is an empty state.
  package static func read(_ row: (String) -> [UInt8]) -> KeptState? {
    guard var kept = decode(row(key)) else { return nil }
    var presences: [Presence] = []
    for index in 0..<AreaBook.bucketCount {
      let bytes = row(bucketKey(index))
      if bytes.isEmpty { continue }
      guard let form = try? JSONDecoder().decode([Present].self, from: Data(bytes)) else { return nil }
      presences += form.map {
        Presence(
          subject: $0.subject, area: $0.area.map { AreaID($0) },
          since: CivilTime(milliseconds: $0.since))
      }
    }
    kept.areas = AreaBook(presences: presences, counts: kept.areas.counts)
    return kept
  }

  /// All rows in one, for a place that keeps a state whole.
  package static func packed(_ kept: KeptState) -> [UInt8] {
    var rows = changes(from: KeptState(), to: kept)
    rows[key] = encode(kept)
    return (try? JSONEncoder().encode(rows.mapValues { Data($0) })).map { Array($0) } ?? []
  }

  /// Nil when it cannot be read.
  package static func unpacked(_ bytes: [UInt8]) -> KeptState? {
    let rows = try? JSONDecoder().decode([String: Data].self, from: Data(bytes))
    return rows.flatMap { rows in read { Array(rows[$0] ?? Data()) } }
  }

  private static func bucketKey(_ index: Int) -> String { "areas-\(index)" }

  private static func encode(_ kept: KeptState) -> [UInt8] {
    let form = Form(
      visits: kept.visits.map {
        Form.Row(token: $0.token, uses: $0.uses, validUntil: $0.validUntil.milliseconds)
      },
      doors: modes(kept.doors),
      firePanels: kept.firePanels.map(\.rawValue), siteMode: kept.siteMode.rawValue,
      lanes: Dictionary(
        kept.lanes.map { ($0.lane.rawValue, Form.Lane(mode: $0.mode?.rawValue, cycles: $0.cycles)) }
      ) { first, _ in first },
      areas: Dictionary(
        kept.areas.counts.map { ($0.area.rawValue, Form.Count(count: $0.count, hasFirst: $0.hasFirst)) }
      ) { first, _ in first },
      releasedByHours: kept.releasedByHours.map(\.rawValue),
      alarms: kept.alarms.map(AlarmSnapshot.init), alarmCount: kept.alarmCount,
      hits: kept.hits.map(HitSnapshot.init), tallies: kept.tallies.map(TallySnapshot.init),
      litLamps: kept.litLamps.map(\.rawValue), doorsBefore: modes(kept.doorsBefore),
      ports: Dictionary(kept.ports.map { ($0.name, $0.between) }) { first, _ in first })
    return (try? JSONEncoder().encode(form)).map { Array($0) } ?? []
  }

  private static func modes(_ doors: [KeptState.SetDoor]) -> [String: String] {
    Dictionary(doors.map { ($0.door.rawValue, $0.mode.rawValue) }) { first, _ in first }
  }

  private static func modes(_ doors: [String: String]) -> [KeptState.SetDoor] {
    doors.sorted { $0.key < $1.key }.compactMap { door, mode in
      DoorMode(rawValue: mode).map { KeptState.SetDoor(door: DoorID(door), mode: $0) }
    }
  }

  private static func decode(_ bytes: [UInt8]) -> KeptState? {
    if bytes.isEmpty { return KeptState() }
    guard let form = try? JSONDecoder().decode(Form.self, from: Data(bytes)) else { return nil }
    let lanes = (form.lanes ?? [:]).sorted { $0.key < $1.key }
    let areas = (form.areas ?? [:]).sorted { $0.key < $1.key }
    return KeptState(
      visits: form.visits.map {
        Visit(token: $0.token, uses: $0.uses, validUntil: CivilTime(milliseconds: $0.validUntil))
      },
      doors: modes(form.doors),
      firePanels: form.firePanels.map { InputPointID($0) },
      siteMode: form.siteMode.flatMap(SiteMode.init(rawValue:)) ?? .normal,
      lanes: lanes.map { lane, row in
        KeptState.SetLane(
          lane: LaneID(lane), mode: row.mode.flatMap(LaneMode.init(rawValue:)), cycles: row.cycles)
      },
      areas: AreaBook(
        counts: areas.map {
          AreaCount(area: AreaID($0.key), count: $0.value.count, hasFirst: $0.value.hasFirst)
        }),
      releasedByHours: (form.releasedByHours ?? []).map { DoorID($0) },
      alarms: (form.alarms ?? []).compactMap(\.kept), alarmCount: form.alarmCount ?? 0,
      hits: (form.hits ?? []).compactMap(\.kept), tallies: (form.tallies ?? []).map(\.tally),
      doorsBefore: modes(form.doorsBefore ?? [:]),
      ports: (form.ports ?? [:]).sorted { $0.key < $1.key }
        .map { KeptState.KeptPort(name: $0.key, between: $0.value) },
      litLamps: (form.litLamps ?? []).map { LampID($0) })
  }
}
