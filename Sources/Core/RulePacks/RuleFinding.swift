/// What one rule says of one vehicle at one instant.
public struct RuleFinding: Hashable, Sendable {
  public var pack: RulePackID
  public var version: String
  public var rule: VehicleRule
  public var status: Status

  public enum Status: Hashable, Sendable {
    case applies
    /// The rule would apply, and this exemption of it lifts it.
    case exempt(by: String)
    case clear
    /// These facts would settle it.
    case unknown([VehicleFact])
  }

  public init(pack: RulePackID, version: String, rule: VehicleRule, status: Status) {
    self.pack = pack
    self.version = version
    self.rule = rule
    self.status = status
  }

  /// What follows; nil for nothing. What is unknown never refuses: at most a person is asked.
  public var outcome: RuleOutcome? {
    switch status {
    case .applies: return rule.outcome
    case .exempt, .clear: return nil
    case .unknown:
      switch rule.outcome {
      case .advise: return .advise
      case .refer, .divertToInspection, .deny: return .refer
      }
    }
  }
}
