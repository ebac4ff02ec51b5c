internal import AccessModel
internal import AccessSchedules

extension RuleCondition {
  func verdict(_ facts: VehicleFacts, at time: CivilTime, in zone: ZoneRules) -> Verdict {
    switch self {
    case .during(let schedule): Verdict(schedule.isActive(at: time, in: zone))
    case .place(let places): Verdict(places.contains(where: facts.places.contains))
    case .service(let services): ask(facts.service, .service) { services.contains($0) }
    case .route(let routes): ask(facts.route, .route) { routes.contains($0) }
    case .routeAtMost(let kilometres): ask(facts.routeKilometres, .routeLength) { $0 <= kilometres }
    case .routeOver(let kilometres): ask(facts.routeKilometres, .routeLength) { $0 > kilometres }
    case .pupilsAboard: ask(facts.hasPupilsAboard, .pupilsAboard) { $0 }
    case .dangerousGoods: askCargo(facts) { _ in .yes }
    case .unNumber(let numbers): askCargo(facts) { ask($0.unNumber, .unNumber) { numbers.contains($0) } }
    case .adrClass(let classes): askCargo(facts) { ask($0.adrClass, .adrClass) { classes.contains($0) } }
    case .tunnelCode(let codes): askCargo(facts) { ask($0.tunnelCode, .tunnelCode) { codes.contains($0) } }
    case .carriage(let ways): askCargo(facts) { ask($0.carriage, .carriage) { ways.contains($0) } }
    case .netExplosiveOver(let kilograms):
      askCargo(facts) { ask($0.netExplosiveKilograms, .netExplosiveMass) { $0 > kilograms } }
    case .heightOver(let most): ask(facts.heightMillimetres, .height) { $0 > most }
    case .widthOver(let most): ask(facts.widthMillimetres, .width) { $0 > most }
    case .lengthOver(let most): ask(facts.lengthMillimetres, .length) { $0 > most }
    case .grossOver(let most): ask(facts.grossKilograms, .grossWeight) { $0 > most }
    case .axleOver(let most): ask(facts.axleKilograms, .axles) { $0.contains { $0 > most } }
    case .axleCount(let range): ask(facts.axleKilograms, .axles) { range.contains($0.count) }
    case .evidence(let kind): evidence(kind, facts, at: time)
    case .noEvidence(let kind): evidence(kind, facts, at: time).negated
    }
  }

  private func ask<Value>(_ value: Value?, _ fact: VehicleFact, _ answer: (Value) -> Bool) -> Verdict {
    value.map { Verdict(answer($0)) } ?? .unknown([fact])
  }

  private func askCargo(_ facts: VehicleFacts, _ answer: (DangerousGoods) -> Verdict) -> Verdict {
    switch facts.cargo {
    case nil: .unknown([.cargo])
    case .notDangerous: .no
    case .dangerous(let goods): answer(goods)
    }
  }

  private func evidence(_ kind: String, _ facts: VehicleFacts, at time: CivilTime) -> Verdict {
    ask(facts.evidence, .evidence) { all in all.contains { $0.kind == kind && time < $0.validUntil } }
  }
}

extension VehicleRule {
  /// nil when the rule does not speak of this class of vehicle.
  func status(_ facts: VehicleFacts, at time: CivilTime, in zone: ZoneRules) -> RuleFinding.Status? {
    var asked: [Verdict] = []
    if !classes.isEmpty {
      if let known = facts.vehicleClass {
        guard classes.contains(known) else { return nil }
      } else {
        asked.append(.unknown([.vehicleClass]))
      }
    }
    for condition in conditions {
      let verdict = condition.verdict(facts, at: time, in: zone)
      switch verdict {
      // One `no` settles it.
      case .no: return .clear
      case .yes: break
      case .unknown: asked.append(verdict)
      }
    }
    let applies = Verdict.all(asked)
    if applies == .no { return .clear }
    var open: [Verdict] = [applies]
    for exemption in exemptions {
      let lifts = Verdict.all(exemption.conditions.map { $0.verdict(facts, at: time, in: zone) })
      switch lifts {
      case .yes: return .exempt(by: exemption.id)
      case .no: break
      case .unknown: open.append(lifts)
      }
    }
    switch Verdict.all(open) {
    case .yes: return .applies
    case .no: return .clear
    case .unknown(let facts): return .unknown(facts)
    }
  }
}
