/// What is to be explained, and in which language.
public struct ExplainAsk: Hashable, Sendable {
  /// A row number or an id of an event, a decision ("3-17"), a hit, an alarm ("forcedOpen/north"), or a
  /// stream and sequence ("access/4711").
  public var event: String
  public var language: Language

  /// Languages that an explanation is written in.
  public enum Language: String, Hashable, Sendable, Codable, CaseIterable {
    case english = "en"
    case chinese = "zh"
  }

  public static let eventCharactersMax = 200

  public init(event: String, language: Language = .english) {
    self.event = event
    self.language = language
  }
}

/// Why something was as it was.
public struct Explanation: Hashable, Sendable, Codable {
  /// What was asked for.
  public var event: String
  /// False where the journal has let it go: the text then says so.
  public var isKept: Bool
  /// One paragraph.
  public var text: String
  /// The decision's reasons in their order, each with its sentence.
  public var reasons: [ExplainedReason]
  /// Row numbers of the events that the text was made of, in order.
  public var events: [Int64]

  public init(
    event: String, isKept: Bool, text: String, reasons: [ExplainedReason] = [], events: [Int64] = []
  ) {
    self.event = event
    self.isKept = isKept
    self.text = text
    self.reasons = reasons
    self.events = events
  }
}

/// One reason of a decision.
public struct ExplainedReason: Hashable, Sendable, Codable {
  /// The event's word for it, such as `listStale`.
  public var code: String
  public var text: String

  public init(code: String, text: String) {
    self.code = code
    self.text = text
  }
}
