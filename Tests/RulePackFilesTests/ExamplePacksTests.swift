import AccessModel
import AccessSchedules
import Foundation
import RulePackFiles
import RulePacks
import Testing

/// The packs that are shipped: all are read, and each is tried at its limits.
@Suite struct ExamplePacksTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "config/rulepacks")
  private static let names = [
    "adr-tunnels", "cn-coaches-night", "cn-dangerous-goods", "cn-dimensions", "cn-school-buses",
    "eu-dimensions",
  ]

  private func pack(_ name: String) throws -> RulePack {
    try RulePackFile.load(path: Self.folder.appending(path: "\(name).yaml").path)
  }

  /// Status of each rule that speaks of the vehicle, by id.
  private func found(
    _ name: String, _ facts: VehicleFacts, at time: String = "2026-06-01T12:00:00Z", zone: String = "CST-8"
  ) throws -> [String: RuleFinding.Status] {
    let at = try #require(CivilTime(rfc3339: time))
    let findings = try pack(name).evaluate(facts, at: at, in: ZoneRules(posix: zone))
    return Dictionary(uniqueKeysWithValues: findings.map { ($0.rule.id, $0.status) })
  }

  /// Ids of the rules that apply.
  private func applying(_ name: String, _ facts: VehicleFacts) throws -> Set<String> {
    Set(try found(name, facts).filter { $0.value == .applies }.keys)
  }

  @Test func everyShippedPack_isRead_andNamesItsSources() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(files == Self.names.map { "\($0).yaml" })
    for name in Self.names {
      let pack = try pack(name)
      #expect(pack.id.rawValue == name && !pack.rules.isEmpty)
      for rule in pack.rules {
        #expect(!rule.source.title.isEmpty && !rule.text.english.isEmpty && !rule.text.chinese.isEmpty)
      }
    }
  }

  @Test(arguments: [
    ("2026-06-01T01:59:59.999+08:00", RuleFinding.Status.clear), ("2026-06-01T02:00:00+08:00", .applies),
    ("2026-06-01T04:59:59.999+08:00", .applies), ("2026-06-01T05:00:00+08:00", .clear),
  ])
  func coach_stopsFromTwoToFive(time: String, status: RuleFinding.Status) throws {
    let coach = VehicleFacts(vehicleClass: .passengerCoach, service: "regular_line", evidence: [])
    #expect(try found("cn-coaches-night", coach, at: time)["stop-or-relay"] == status)
    let bus = VehicleFacts(vehicleClass: .cityBus)
    #expect(try found("cn-coaches-night", bus, at: time).isEmpty)
  }

  @Test(arguments: [
    // Spring: 01:59:59 is followed by 03:00:00; autumn: 02:59:59 by 02:00:00.
    ("2026-03-29T00:59:59Z", RuleFinding.Status.clear), ("2026-03-29T01:00:00Z", .applies),
    ("2026-03-29T02:59:59Z", .applies), ("2026-03-29T03:00:00Z", .clear),
    ("2026-10-24T23:59:59Z", .clear), ("2026-10-25T00:00:00Z", .applies), ("2026-10-25T01:00:00Z", .applies),
    ("2026-10-25T03:59:59Z", .applies), ("2026-10-25T04:00:00Z", .clear),
  ])
  func coachHours_followTheClockThroughItsChanges(time: String, status: RuleFinding.Status) throws {
    let coach = VehicleFacts(vehicleClass: .passengerCoach, service: "regular_line", evidence: [])
    let zone = "CET-1CEST,M3.5.0,M10.5.0/3"
    #expect(try found("cn-coaches-night", coach, at: time, zone: zone)["stop-or-relay"] == status)
  }

  @Test func coach_isExemptOnAShortLine_orWithARelayRecordThatStillRuns() throws {
    let night = "2026-06-01T03:00:00+08:00"
    let record = Evidence(
      kind: "relay_record", number: "JB-1",
      validUntil: try #require(CivilTime(rfc3339: "2026-06-01T03:00:01+08:00")))
    func status(
      _ service: String?, _ kilometres: Int?, _ evidence: [Evidence]?, at time: String
    ) throws -> RuleFinding.Status? {
      let facts = VehicleFacts(
        vehicleClass: .passengerCoach, service: service, routeKilometres: kilometres, evidence: evidence)
      return try found("cn-coaches-night", facts, at: time)["stop-or-relay"]
    }
    #expect(try status("airport_express", 200, [], at: night) == .exempt(by: "short-line"))
    #expect(try status("airport_express", 201, [], at: night) == .applies)
    #expect(try status("airport_express", nil, [], at: night) == .unknown([.routeLength]))
    #expect(try status("regular_line", nil, [record], at: night) == .exempt(by: "relayed"))
    #expect(try status("regular_line", nil, [record], at: "2026-06-01T03:00:01+08:00") == .applies)
    #expect(try status("regular_line", nil, nil, at: night) == .unknown([.evidence]))
  }

  @Test func dangerousGoods_keepOffTheExpresswayUntilSix_unlessFiled() throws {
    let goods = DeclaredCargo.dangerous(DangerousGoods(adrClass: "3"))
    let filed = Evidence(
      kind: "filed_passage", number: "7", validUntil: try #require(CivilTime(rfc3339: "2026-07-01T00:00:00Z"))
    )
    func status(_ place: String, _ time: String, _ evidence: [Evidence] = []) throws -> RuleFinding.Status? {
      let facts = VehicleFacts(places: [place], cargo: goods, evidence: evidence)
      return try found("cn-dangerous-goods", facts, at: time)["expressway-night"]
    }
    #expect(try status("expressway", "2026-05-31T23:59:59+08:00") == .clear)
    #expect(try status("expressway", "2026-06-01T00:00:00+08:00") == .applies)
    #expect(try status("expressway", "2026-06-01T05:59:59+08:00") == .applies)
    #expect(try status("expressway", "2026-06-01T06:00:00+08:00") == .clear)
    #expect(try status("city", "2026-06-01T03:00:00+08:00") == .clear)
    #expect(try status("expressway", "2026-06-01T03:00:00+08:00", [filed]) == .exempt(by: "filed"))
    let explosive = VehicleFacts(cargo: .dangerous(DangerousGoods(adrClass: "1.1")), evidence: [])
    #expect(try applying("cn-dangerous-goods", explosive) == ["approved-route"])
  }

  @Test func tunnel_takesWhatItsCategoryTakes() throws {
    /// Whether the code may not pass, category B to E.
    func refused(
      _ code: String, _ carriage: DangerousGoods.Carriage = .packages, kilograms: Int = 0
    ) throws -> [Bool] {
      let goods = DangerousGoods(tunnelCode: code, carriage: carriage, netExplosiveKilograms: kilograms)
      return try ["tunnel_b", "tunnel_c", "tunnel_d", "tunnel_e"].map {
        let facts = VehicleFacts(places: [$0], cargo: .dangerous(goods), evidence: [])
        return try !applying("adr-tunnels", facts).isEmpty
      }
    }
    // ADR 8.6.4, line by line.
    let (all, fromC, fromD, onlyE) = (
      [true, true, true, true], [false, true, true, true], [false, false, true, true],
      [false, false, false, true]
    )
    #expect(try refused("B") == all)
    #expect(try refused("B1000C", kilograms: 1001) == all && refused("B1000C", kilograms: 1000) == fromC)
    #expect(try refused("B/D", .tank) == all && refused("B/D") == fromD)
    #expect(try refused("B/E", .tank) == all && refused("B/E") == onlyE)
    #expect(try refused("C") == fromC)
    #expect(try refused("C5000D", kilograms: 5001) == fromC && refused("C5000D", kilograms: 5000) == fromD)
    #expect(try refused("C/D", .tank) == fromC && refused("C/D") == fromD)
    #expect(try refused("C/E", .tank) == fromC && refused("C/E") == onlyE)
    #expect(try refused("D") == fromD)
    #expect(try refused("D/E", .bulk) == fromD && refused("D/E", .tank) == fromD && refused("D/E") == onlyE)
    #expect(try refused("E") == onlyE)
    #expect(try refused("-", .tank) == [false, false, false, false])
    let outcome = try pack("adr-tunnels").rules.first?.outcome
    #expect(outcome == .deny(orderedBy: "Passage prohibited through tunnels of categories B, C, D and E"))
  }

  @Test func schoolBus_withPupils_showsItsSign() throws {
    func found(_ pupils: Bool?, _ evidence: [Evidence]?) throws -> RuleFinding.Status? {
      let facts = VehicleFacts(vehicleClass: .schoolBus, hasPupilsAboard: pupils, evidence: evidence)
      return try self.found("cn-school-buses", facts)["sign-and-route"]
    }
    #expect(try found(true, []) == .applies && found(false, nil) == .clear)
    #expect(try found(nil, []) == .unknown([.pupilsAboard]))
    #expect(try found(true, nil) == .unknown([.evidence]))
  }

  @Test func weight_isOverItsLimit_byAxles() throws {
    func applying(_ pack: String, _ axles: Int, _ kilograms: Int, height: Int = 4000) throws -> Set<String> {
      let facts = VehicleFacts(
        vehicleClass: .goodsVehicle, heightMillimetres: height, widthMillimetres: 2550,
        lengthMillimetres: 18100,
        grossKilograms: kilograms, axleKilograms: Array(repeating: kilograms / axles, count: axles),
        evidence: [])
      return try self.applying(pack, facts)
    }
    for (axles, most) in [(2, 18000), (3, 25000), (4, 31000), (5, 43000), (6, 49000), (7, 49000)] {
      #expect(try applying("cn-dimensions", axles, most).isEmpty)
      #expect(try applying("cn-dimensions", axles, most + 1) == ["gross-\(min(axles, 6))-axles"])
    }
    #expect(try applying("cn-dimensions", 2, 23002).contains("axle"))
    #expect(try applying("cn-dimensions", 2, 100, height: 4001) == ["height"])
    #expect(try applying("eu-dimensions", 5, 40000).isEmpty && applying("eu-dimensions", 4, 40000).isEmpty)
    #expect(try applying("eu-dimensions", 5, 40001) == ["gross-5-axles"])
    #expect(try applying("eu-dimensions", 6, 44001) == ["gross-5-axles", "gross-intermodal"])
    #expect(try applying("eu-dimensions", 2, 18001, height: 4001) == ["gross-2-axles", "height"])
  }
}
