internal import AccessModel
internal import Foundation
package import GateKeeping

/// What no sensor tells after a restart, as it stands in the journal: one row of settings and counts, and one
/// for each bucket of the areas' book, so that a passage writes a few hundred names and not all of them.
package enum KeptSnapshot {
  package static let key = "kept"

  private struct Form: Decodable {
    struct Row: Decodable {
      var token: String
      var uses: Int
      var validUntil: Int64
    }

    struct Lane: Decodable {
      var mode: String?
      var cycles: Int
    }

    struct Port: Decodable {
      var name: String
      var between: Int
    }

    struct Count: Decodable {
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
    var ports: [Port]?
  }

  private struct Present: Decodable {
    var subject: String
    var area: String?
    var since: Int64
  }

  /// The rows that differ from what was saved last.
  package static func changes(from saved: KeptState, to kept: KeptState) -> [String: [UInt8]] {
    guard kept != saved else { return [:] }
    var rows = [key: encode(kept)]
    for (index, bucket) in kept.areas.buckets.enumerated() where bucket != saved.areas.buckets[index] {
      rows[bucketKey(index)] = encode(bucket)
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

  private static func encode(_ bucket: [Presence]) -> [UInt8] {
    var json = JSONWriter()
    json.array(bucket) { json, presence in
      json.object { json in
        json.field("subject", presence.subject)
        json.field("area", presence.area?.rawValue)
        json.field("since", presence.since.milliseconds)
      }
    }
    return json.bytes
  }

  /// Written at nearly every passage and alarm: a general encoder takes as long as the commit.
  private static func encode(_ kept: KeptState) -> [UInt8] {
    var json = JSONWriter(reserving: 4096)
    json.object { json in
      json.array("visits", kept.visits) { json, visit in
        json.object { json in
          json.field("token", visit.token)
          json.field("uses", visit.uses)
          json.field("validUntil", visit.validUntil.milliseconds)
        }
      }
      write("doors", kept.doors, to: &json)
      json.array("firePanels", kept.firePanels) { json, panel in json.string(panel.rawValue) }
      json.field("siteMode", kept.siteMode.rawValue)
      writeCounts(kept, to: &json)
      json.array("releasedByHours", kept.releasedByHours) { json, door in json.string(door.rawValue) }
      json.array("alarms", kept.alarms) { json, alarm in AlarmSnapshot.write(alarm, to: &json) }
      json.field("alarmCount", kept.alarmCount)
      json.array("hits", kept.hits) { json, hit in HitSnapshot.write(hit, to: &json) }
      json.array("tallies", kept.tallies) { json, tally in TallySnapshot.write(tally, to: &json) }
      json.array("litLamps", kept.litLamps) { json, lamp in json.string(lamp.rawValue) }
      write("doorsBefore", kept.doorsBefore, to: &json)
      json.array("ports", kept.ports) { json, port in
        json.object { json in
          json.field("name", port.name)
          json.field("between", port.between)
        }
      }
    }
    return json.bytes
  }

  private static func writeCounts(_ kept: KeptState, to json: inout JSONWriter) {
    json.object("lanes") { json in
      for set in kept.lanes {
        json.key(set.lane.rawValue)
        json.object { json in
          json.field("mode", set.mode?.rawValue)
          json.field("cycles", set.cycles)
        }
      }
    }
    json.object("areas") { json in
      for area in kept.areas.counts {
        json.key(area.area.rawValue)
        json.object { json in
          json.field("count", area.count)
          json.field("hasFirst", area.hasFirst)
        }
      }
    }
  }

  private static func write(_ name: StaticString, _ doors: [KeptState.SetDoor], to json: inout JSONWriter) {
    json.object(name) { json in
      for set in doors {
        json.key(set.door.rawValue)
        json.string(set.mode.rawValue)
      }
    }
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
      ports: (form.ports ?? []).map { KeptState.KeptPort(name: $0.name, between: $0.between) },
      litLamps: (form.litLamps ?? []).map { LampID($0) })
  }
}
