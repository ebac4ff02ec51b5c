internal import AccessModel
internal import AccessSchedules

/// One rule: for whom, when, unless what, and what follows.
public struct VehicleRule: Hashable, Sendable {
  /// Unique within its pack.
  public var id: String
  /// What it regulates: two packs that speak of one subject must agree (`PackConflict`).
  public var subject: String
  /// Empty: every class.
  public var classes: [VehicleClass]
  /// All of them together.
  public var conditions: [RuleCondition]
  /// Any one of them lifts the rule.
  public var exemptions: [RuleExemption]
  public var outcome: RuleOutcome
  public var text: DriverText
  public var source: RuleSource

  public init(
    id: String, subject: String, classes: [VehicleClass], conditions: [RuleCondition],
    exemptions: [RuleExemption], outcome: RuleOutcome, text: DriverText, source: RuleSource
  ) {
    self.id = id
    self.subject = subject
    self.classes = classes
    self.conditions = conditions
    self.exemptions = exemptions
    self.outcome = outcome
    self.text = text
    self.source = source
  }
}

/// A way out that the law itself names.
public struct RuleExemption: Hashable, Sendable {
  public var id: String
  /// All of them together.
  public var conditions: [RuleCondition]
  public var source: RuleSource

  public init(id: String, conditions: [RuleCondition], source: RuleSource) {
    self.id = id
    self.conditions = conditions
    self.source = source
  }
}

/// What follows when a rule applies; a refusal cannot be written without the words that order it.
public enum RuleOutcome: Hashable, Sendable {
  case advise
  case refer
  case divertToInspection
  case deny(orderedBy: String)
}

/// What the driver reads.
public struct DriverText: Hashable, Sendable {
  public var english: String
  public var chinese: String

  public init(english: String, chinese: String) {
    self.english = english
    self.chinese = chinese
  }
}

/// Where a rule is written.
public struct RuleSource: Hashable, Sendable {
  public var title: String
  /// nil: the article was not verified.
  public var article: String?
  /// As the source dates itself, `2012-07-22`.
  public var date: String

  public init(title: String, article: String?, date: String) {
    self.title = title
    self.article = article
    self.date = date
  }
}
