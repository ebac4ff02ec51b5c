internal import AccessModel
public import AccessSchedules
public import RulePacks

/// The rule packs of the site, verified, and what the cameras' words for a vehicle mean.
public final class RuleBook: Sendable {
  public let packs: [RulePack]
  let zone: ZoneRules
  /// By a camera's word in lower case; looked up only.
  private let kinds: [String: VehicleClass]
  /// Positions of the rules of each pack that speak of a class; looked up only.
  private let rules: [VehicleClass: [[Int]]]
  /// All of them, for a vehicle of which nobody knows the class.
  private let all: [[Int]]
  /// Hours within which rules apply, each once, and which of them each rule needs: by pack and rule, one bit
  /// for each. Of more than 64 the rules themselves know.
  private let hours: [Schedule]
  private let needs: [[UInt64]]
  /// Whether another pack speaks of the same subject, by pack and rule.
  private let contested: [[Bool]]

  public static let empty = RuleBook(packs: [], zone: .utc)

  /// Words that cameras use; a bus may be a coach, so it counts as one until somebody says otherwise.
  public static let commonKinds: [String: VehicleClass] = [
    "car": .passengerCar, "sedan": .passengerCar, "suv": .passengerCar, "mpv": .passengerCar,
    "smallcar": .passengerCar, "vehicle": .passengerCar, "bus": .passengerCoach, "coach": .passengerCoach,
    "largebus": .passengerCoach, "schoolbus": .schoolBus, "truck": .goodsVehicle, "lorry": .goodsVehicle,
    "van": .goodsVehicle, "tanker": .tanker,
  ]

  public init(packs: [RulePack], zone: ZoneRules, kinds: [String: VehicleClass] = RuleBook.commonKinds) {
    self.packs = packs
    self.zone = zone
    self.kinds = kinds
    let classes = VehicleClass.allCases.map { name in
      (name, packs.map { Self.positions(in: $0) { $0.classes.isEmpty || $0.classes.contains(name) } })
    }
    rules = Dictionary(classes) { first, _ in first }
    all = packs.map { Array($0.rules.indices) }
    var hours: [Schedule] = []
    needs = packs.map { pack in pack.rules.map { Self.hours(of: $0, &hours) } }
    self.hours = hours
    contested = packs.map { pack in
      pack.rules.map { rule in
        packs.contains { other in
          other.id != pack.id && other.rules.contains { $0.subject == rule.subject }
        }
      }
    }
  }

  private static func positions(in pack: RulePack, _ speaks: (VehicleRule) -> Bool) -> [Int] {
    pack.rules.indices.filter { speaks(pack.rules[$0]) }
  }

  private static func hours(of rule: VehicleRule, _ hours: inout [Schedule]) -> UInt64 {
    var bits: UInt64 = 0
    for case .during(let schedule) in rule.conditions {
      let index = hours.firstIndex(of: schedule) ?? hours.endIndex
      guard index < UInt64.bitWidth else { continue }
      if index == hours.endIndex { hours.append(schedule) }
      bits |= 1 &<< UInt64(index)
    }
    return bits
  }

  /// What follows for the vehicle: a finding for each rule of the packs at these positions that applies, or
  /// cannot be settled.
  func findings(
    _ wanted: [Int], _ vehicle: VehicleDescription, places: [String], at time: CivilTime
  ) -> [RuleFinding] {
    let kind = vehicle.kind.flatMap { kinds[$0] ?? kinds[$0.lowercased()] }
    let positions = kind.flatMap { rules[$0] } ?? all
    guard wanted.contains(where: { !positions[$0].isEmpty }) else { return [] }
    let facts = VehicleFacts(vehicleClass: kind, places: places)
    let active = hours.indices.reduce(0 as UInt64) { bits, index in
      hours[index].isActive(at: time, in: zone) ? bits | 1 &<< UInt64(index) : bits
    }
    var findings: [RuleFinding] = []
    for pack in wanted {
      // Outside its hours a rule is clear, which matters only where another pack speaks of the same.
      let open = positions[pack].filter { needs[pack][$0] & ~active == 0 || contested[pack][$0] }
      if open.isEmpty { continue }
      findings += packs[pack].evaluate(open, contested: contested[pack], facts, at: time, in: zone)
    }
    return findings
  }
}

extension GateKeeper {
  /// What the law of the place asks of this class of vehicle.
  func applyPacks(
    _ vehicle: VehicleDescription, _ place: LanePlace, _ judgement: inout LaneJudgement
  ) {
    for name in place.missingPacks {
      // A pack that cannot be had is no permission.
      judgement.restrict(to: .referred, .vehicleRuleUnproven)
      judgement.rules.append("\(name)@none")
    }
    if place.packs.isEmpty { return }
    let findings = ruleBook.findings(place.packs, vehicle, places: place.point.places, at: ledger.now.civil)
    for finding in findings {
      guard let outcome = finding.outcome else { continue }
      judgement.rules.append("\(finding.pack)@\(finding.version)/\(finding.rule.id)")
      let isProven = finding.status == .applies
      switch outcome {
      case .advise: break
      case .refer: judgement.restrict(to: .referred, isProven ? .vehicleRule : .vehicleRuleUnproven)
      case .divertToInspection: judgement.restrict(to: .diverted, .vehicleRule)
      case .deny: judgement.restrict(to: .denied, .vehicleRule)
      }
    }
    if findings.count > 1 { judgement.disagreements = PackConflict.among(findings) }
  }

  /// Packs that disagree are told once; the stricter was applied.
  mutating func report(_ disagreements: [PackConflict]) {
    for conflict in disagreements {
      let subject = "\(conflict.first.pack) and \(conflict.second.pack)"
      ledger.raise(
        .rulePacksDisagree, subject,
        what: "rule packs \(subject) disagree on \(conflict.subject): rules \(conflict.first.rule.id) and "
          + "\(conflict.second.rule.id)")
    }
  }

  /// A pack that is not in force is not applied, and somebody is told.
  mutating func reviewPacks() {
    for pack in ruleBook.packs {
      if pack.isInForce(at: ledger.now.civil) {
        ledger.clear(.rulePackExpired, pack.id.rawValue)
      } else {
        ledger.raise(
          .rulePackExpired, pack.id.rawValue,
          what: "rule pack \(pack.id) version \(pack.version) is not in force; its rules are not applied")
      }
    }
  }

  mutating func adopt(_ next: RuleBook) {
    let before = ruleBook
    ruleBook = next
    findPlaces()
    for pack in before.packs where !next.packs.contains(where: { $0.id == pack.id }) {
      ledger.clear(.rulePackExpired, pack.id.rawValue)
    }
    for alarm in openAlarms where alarm.code == .rulePacksDisagree {
      ledger.clear(.rulePacksDisagree, alarm.subject)
    }
    reviewPacks()
  }

  /// When the first pack begins or ends.
  var packDeadline: Moment? {
    if ruleBook.packs.isEmpty { return nil }
    let civil = ledger.now.civil
    let edges = ruleBook.packs.flatMap { [$0.validFrom, $0.validUntil].compactMap { $0 } }
    return edges.filter { $0 > civil }.min().map { ledger.now.moment + ($0 - civil) + .milliseconds(1) }
  }
}
