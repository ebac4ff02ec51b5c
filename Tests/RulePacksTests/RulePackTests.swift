import AccessModel
import AccessSchedules
import RulePacks
import Testing

/// What a pack says, and what it does not say while a fact is unknown.
@Suite struct RulePackTests {
  private static let source = RuleSource(title: "A law", article: nil, date: "2026")
  private static let text = DriverText(english: "Stop", chinese: "停")
  private let noon = moment("2026-06-01T12:00:00Z")

  private static func moment(_ text: String) -> CivilTime {
    CivilTime(rfc3339: text) ?? CivilTime(milliseconds: 0)
  }

  private func rule(
    _ conditions: [RuleCondition], unless exemptions: [[RuleCondition]] = [], classes: [VehicleClass] = [],
    outcome: RuleOutcome = .deny(orderedBy: "shall not pass"), id: String = "a", subject: String = "s"
  ) -> VehicleRule {
    VehicleRule(
      id: id, subject: subject, classes: classes, conditions: conditions,
      exemptions: exemptions.enumerated().map {
        RuleExemption(id: "x\($0.offset)", conditions: $0.element, source: Self.source)
      },
      outcome: outcome, text: Self.text, source: Self.source)
  }

  private func pack(_ rules: [VehicleRule], id: RulePackID = "p", until: String? = nil) -> RulePack {
    RulePack(
      id: id, version: "1", jurisdiction: "CN", issuer: "test",
      validFrom: Self.moment("2026-01-01T00:00:00Z"),
      validUntil: until.map(Self.moment), rules: rules)
  }

  private func status(_ rule: VehicleRule, _ facts: VehicleFacts) -> RuleFinding.Status? {
    pack([rule]).evaluate(facts, at: noon, in: .utc).first?.status
  }

  @Test func everyMeasure_isOverItsLimitOnlyAboveIt() {
    let cases: [(RuleCondition, VehicleFacts, VehicleFacts, VehicleFact)] = [
      (
        .heightOver(millimetres: 4000), .init(heightMillimetres: 4000), .init(heightMillimetres: 4001),
        .height
      ),
      (.widthOver(millimetres: 2550), .init(widthMillimetres: 2550), .init(widthMillimetres: 2551), .width),
      (.lengthOver(millimetres: 9), .init(lengthMillimetres: 9), .init(lengthMillimetres: 10), .length),
      (
        .grossOver(kilograms: 18000), .init(grossKilograms: 18000), .init(grossKilograms: 18001), .grossWeight
      ),
      (.axleOver(kilograms: 10), .init(axleKilograms: [10, 10]), .init(axleKilograms: [1, 11]), .axles),
      (.axleCount(3...4), .init(axleKilograms: [1, 1]), .init(axleKilograms: [1, 1, 1]), .axles),
      (.routeOver(kilometres: 200), .init(routeKilometres: 200), .init(routeKilometres: 201), .routeLength),
      (.routeAtMost(kilometres: 200), .init(routeKilometres: 201), .init(routeKilometres: 200), .routeLength),
      (.service(["a"]), .init(service: "b"), .init(service: "a"), .service),
      (.route(["a"]), .init(route: "b"), .init(route: "a"), .route),
      (.pupilsAboard, .init(hasPupilsAboard: false), .init(hasPupilsAboard: true), .pupilsAboard),
    ]
    for (condition, below, above, missing) in cases {
      #expect(status(rule([condition]), below) == .clear, "\(condition)")
      #expect(status(rule([condition]), above) == .applies, "\(condition)")
      #expect(status(rule([condition]), VehicleFacts()) == .unknown([missing]), "\(condition)")
    }
  }

  @Test func cargo_isAskedStepByStep() {
    func cargo(_ goods: DangerousGoods) -> VehicleFacts { VehicleFacts(cargo: .dangerous(goods)) }
    let petrol = DangerousGoods(unNumber: 1203, adrClass: "3", tunnelCode: "D/E", carriage: .tank)
    let explosive = DangerousGoods(netExplosiveKilograms: 1001)
    let cases: [(RuleCondition, DangerousGoods, VehicleFact)] = [
      (.unNumber([1202, 1203]), petrol, .unNumber), (.adrClass(["3"]), petrol, .adrClass),
      (.tunnelCode(["D/E"]), petrol, .tunnelCode), (.carriage([.tank, .bulk]), petrol, .carriage),
      (.netExplosiveOver(kilograms: 1000), explosive, .netExplosiveMass),
    ]
    for (condition, goods, missing) in cases {
      #expect(status(rule([condition]), cargo(goods)) == .applies)
      #expect(status(rule([condition]), cargo(DangerousGoods())) == .unknown([missing]))
      #expect(status(rule([condition]), VehicleFacts(cargo: .notDangerous)) == .clear)
      #expect(status(rule([condition]), VehicleFacts()) == .unknown([.cargo]))
    }
    #expect(status(rule([.unNumber([1202])]), cargo(petrol)) == .clear)
    #expect(status(rule([.dangerousGoods]), cargo(DangerousGoods())) == .applies)
  }

  @Test func oneNo_settlesARule_whateverIsUnknown() {
    let both = rule([.heightOver(millimetres: 4000), .place(["tunnel_e"])])
    #expect(status(both, VehicleFacts(places: ["expressway"])) == .clear)
    #expect(status(both, VehicleFacts(places: ["expressway", "tunnel_e"])) == .unknown([.height]))
  }

  @Test func exemption_lifts_andAnUnknownOneLeavesTheRuleOpen() {
    let rule = rule(
      [.pupilsAboard], unless: [[.service(["a"]), .routeAtMost(kilometres: 200)], [.evidence("e")]])
    func facts(_ service: String?, _ kilometres: Int?, _ evidence: [Evidence]?) -> VehicleFacts {
      VehicleFacts(service: service, routeKilometres: kilometres, hasPupilsAboard: true, evidence: evidence)
    }
    #expect(status(rule, facts("a", 200, nil)) == .exempt(by: "x0"))
    #expect(status(rule, facts("a", nil, nil)) == .unknown([.routeLength, .evidence]))
    #expect(status(rule, facts("b", nil, [])) == .applies)
    #expect(status(rule, VehicleFacts(service: "a", routeKilometres: 1)) == .exempt(by: "x0"))
    #expect(status(rule, VehicleFacts(hasPupilsAboard: false)) == .clear)
  }

  @Test func evidence_endsAtItsInstant_andNoEvidenceWantsToHaveAsked() {
    let until = Evidence(kind: "e", number: "7", validUntil: noon)
    let later = Evidence(kind: "e", number: "7", validUntil: noon + .milliseconds(1))
    #expect(status(rule([.evidence("e")]), VehicleFacts(evidence: [until])) == .clear)
    #expect(status(rule([.evidence("e")]), VehicleFacts(evidence: [until, later])) == .applies)
    #expect(status(rule([.noEvidence("e")]), VehicleFacts(evidence: [until])) == .applies)
    #expect(status(rule([.noEvidence("f")]), VehicleFacts(evidence: [later])) == .applies)
    #expect(status(rule([.noEvidence("e")]), VehicleFacts(evidence: [later])) == .clear)
    #expect(status(rule([.noEvidence("e")]), VehicleFacts()) == .unknown([.evidence]))
  }

  @Test func otherClass_isNotSpokenOf_unknownClassIsUnknown() {
    let rule = rule([.pupilsAboard], classes: [.schoolBus])
    #expect(status(rule, VehicleFacts(vehicleClass: .tanker, hasPupilsAboard: true)) == nil)
    #expect(status(rule, VehicleFacts(vehicleClass: .schoolBus, hasPupilsAboard: true)) == .applies)
    #expect(status(rule, VehicleFacts(hasPupilsAboard: true)) == .unknown([.vehicleClass]))
    #expect(status(rule, VehicleFacts(hasPupilsAboard: false)) == .clear)
  }

  @Test func whatIsUnknown_neverRefuses() {
    func outcome(_ outcome: RuleOutcome, _ facts: VehicleFacts) -> RuleOutcome? {
      pack([rule([.pupilsAboard], outcome: outcome)]).evaluate(facts, at: noon, in: .utc).first?.outcome
    }
    let (nothing, aboard) = (VehicleFacts(), VehicleFacts(hasPupilsAboard: true))
    #expect(outcome(.deny(orderedBy: "x"), aboard) == .deny(orderedBy: "x"))
    #expect(outcome(.deny(orderedBy: "x"), nothing) == .refer)
    #expect(outcome(.divertToInspection, nothing) == .refer)
    #expect(outcome(.advise, nothing) == .advise)
    #expect(outcome(.refer, VehicleFacts(hasPupilsAboard: false)) == nil)
  }

  @Test func packOutOfForce_findsNothing_inForceInTheOrderOfItsRules() {
    let pack = pack([rule([], id: "b"), rule([], id: "a")], until: "2027-01-01T00:00:00Z")
    func found(_ time: String) -> [String] {
      pack.evaluate(VehicleFacts(), at: Self.moment(time), in: .utc).map(\.rule.id)
    }
    #expect(found("2025-12-31T23:59:59Z").isEmpty && found("2027-01-01T00:00:00Z").isEmpty)
    #expect(found("2026-01-01T00:00:00Z") == ["b", "a"] && found("2026-12-31T23:59:59Z") == ["b", "a"])
  }

  @Test func packsThatDisagree_areReported_onceForEachSubject() {
    // 道路旅客运输企业安全管理规范 第三十八条 frees lines of 100 km, 交运规〔2023〕2号 第三十二条 of 200 km.
    func coaches(_ id: RulePackID, _ kilometres: Int) -> RulePack {
      pack(
        [rule([], unless: [[.routeAtMost(kilometres: kilometres)]], outcome: .refer, subject: "night")],
        id: id)
    }
    let other = pack([rule([], outcome: .advise, subject: "weight")], id: "other")
    func conflicts(_ kilometres: Int?) -> [PackConflict] {
      let facts = VehicleFacts(routeKilometres: kilometres)
      return PackConflict.among(
        [coaches("old", 100), other, coaches("new", 200)].flatMap { $0.evaluate(facts, at: noon, in: .utc) })
    }
    #expect(conflicts(100).isEmpty && conflicts(201).isEmpty && conflicts(nil).isEmpty)
    let found = conflicts(150)
    #expect(found.map(\.subject) == ["night"])
    #expect(found.first?.first.pack == "old" && found.first?.first.status == .applies)
    #expect(found.first?.second.pack == "new" && found.first?.second.status == .exempt(by: "x0"))
  }

  @Test func packThatDoesNotKnowYet_disagreesWithNobody() {
    let open = pack([rule([.pupilsAboard])], id: "open")
    let clear = pack([rule([.place(["nowhere"])])], id: "clear")
    func conflicts(_ facts: VehicleFacts) -> Int {
      PackConflict.among([open, clear].flatMap { $0.evaluate(facts, at: noon, in: .utc) }).count
    }
    #expect(conflicts(VehicleFacts()) == 0 && conflicts(VehicleFacts(hasPupilsAboard: true)) == 1)
  }

  @Test func heaviestFinding_speaksForItsPack() {
    let strict = pack([rule([], outcome: .advise, id: "a"), rule([], id: "b")], id: "strict")
    let mild = pack([rule([], outcome: .advise)], id: "mild")
    let findings = [mild, strict].flatMap { $0.evaluate(VehicleFacts(), at: noon, in: .utc) }
    #expect(PackConflict.among(findings).map(\.second.rule.id) == ["b"])
    #expect(PackConflict.among(strict.evaluate(VehicleFacts(), at: noon, in: .utc)).isEmpty)
  }
}
