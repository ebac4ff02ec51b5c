public import AccessModel
public import AccessSchedules

/// A versioned document of rules for classes of vehicle, by one issuer for one jurisdiction.
public struct RulePack: Hashable, Sendable {
  public var id: RulePackID
  public var version: String
  /// `CN`, `EU`, `CN-44`.
  public var jurisdiction: String
  public var issuer: String
  public var validFrom: CivilTime
  /// The first instant at which it is not valid any more; nil when nothing ends it.
  public var validUntil: CivilTime?
  public var rules: [VehicleRule]

  public static let rulesMax = 200

  public init(
    id: RulePackID, version: String, jurisdiction: String, issuer: String, validFrom: CivilTime,
    validUntil: CivilTime?, rules: [VehicleRule]
  ) {
    self.id = id
    self.version = version
    self.jurisdiction = jurisdiction
    self.issuer = issuer
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.rules = rules
  }

  /// A pack that is not in force finds nothing: whoever keeps packs tells the operator.
  public func isInForce(at time: CivilTime) -> Bool {
    time >= validFrom && time < validUntil ?? CivilTime(milliseconds: .max)
  }

  /// Findings of the rules at these positions, in their order; of those that are clear only the contested.
  public func evaluate(
    _ positions: [Int], contested: [Bool], _ facts: VehicleFacts, at time: CivilTime, in zone: ZoneRules
  ) -> [RuleFinding] {
    guard isInForce(at: time) else { return [] }
    var findings: [RuleFinding] = []
    for position in positions {
      guard let status = rules[position].status(facts, at: time, in: zone),
        status != .clear || contested[position]
      else { continue }
      findings.append(RuleFinding(pack: id, version: version, rule: rules[position], status: status))
    }
    return findings
  }

  /// One finding for each rule that speaks of this class of vehicle, in the order of the pack.
  public func evaluate(_ facts: VehicleFacts, at time: CivilTime, in zone: ZoneRules) -> [RuleFinding] {
    guard isInForce(at: time) else { return [] }
    return rules.compactMap { rule in
      guard let status = rule.status(facts, at: time, in: zone) else { return nil }
      return RuleFinding(pack: id, version: version, rule: rule, status: status)
    }
  }
}

/// Names kinds of identifier; never made.
public enum RulePackKind {}
/// A pack of rules.
public typealias RulePackID = Identifier<RulePackKind>
