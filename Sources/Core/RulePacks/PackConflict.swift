/// Two packs that speak of one subject and draw different consequences for the same vehicle.
public struct PackConflict: Hashable, Sendable {
  public var subject: String
  /// The heaviest finding of each pack, in the order of the packs.
  public var first: RuleFinding
  public var second: RuleFinding

  /// Every disagreement among findings of several packs for one vehicle at one instant, in their order.
  ///
  /// A pack that has no finding on a subject does not speak of this vehicle and disagrees with nobody; a
  /// pack whose answer is unknown does not disagree yet.
  public static func among(_ findings: [RuleFinding]) -> [PackConflict] {
    var heaviest: [RuleFinding] = []
    for finding in findings {
      let place = heaviest.firstIndex {
        $0.rule.subject == finding.rule.subject && $0.pack == finding.pack && $0.version == finding.version
      }
      if let place {
        if finding.weight > heaviest[place].weight { heaviest[place] = finding }
      } else {
        heaviest.append(finding)
      }
    }
    let settled = heaviest.filter { !$0.isUnknown }
    var conflicts: [PackConflict] = []
    for (index, first) in settled.enumerated() {
      for second in settled.dropFirst(index + 1)
      where second.rule.subject == first.rule.subject && second.outcomeWeight != first.outcomeWeight {
        conflicts.append(PackConflict(subject: first.rule.subject, first: first, second: second))
      }
    }
    return conflicts
  }
}

extension RuleFinding {
  fileprivate var isUnknown: Bool {
    if case .unknown = status { true } else { false }
  }

  fileprivate var outcomeWeight: Int {
    switch outcome {
    case nil: 0
    case .advise: 1
    case .refer: 2
    case .divertToInspection: 3
    case .deny: 4
    }
  }

  /// What is unknown weighs more than nothing and less than anything that applies.
  fileprivate var weight: Int {
    switch status {
    case .clear: 0
    case .exempt: 1
    case .unknown: 2
    case .applies: 2 + outcomeWeight
    }
  }
}
