/// What an alarm means, for whoever is called by it at night.
public struct AlarmText: Hashable, Sendable {
  public var cause: String
  /// What follows while nobody does anything.
  public var consequence: String
  public var nextStep: String

  init(cause: String, consequence: String, nextStep: String) {
    self.cause = cause
    self.consequence = consequence
    self.nextStep = nextStep
  }
}

/// Languages in which alarms are explained.
public enum AlarmLanguage: String, Hashable, Sendable, CaseIterable {
  case english = "en"
  case chinese = "zh"
}

extension AlarmCode {
  /// A test holds both tables to have every code.
  public func text(in language: AlarmLanguage) -> AlarmText {
    let table =
      switch language {
      case .english: AlarmText.english
      case .chinese: AlarmText.chinese
      }
    return table[self] ?? AlarmText(cause: "", consequence: "", nextStep: "")
  }

  /// What the operator does next, in English.
  public var nextStep: String { text(in: .english).nextStep }
}
