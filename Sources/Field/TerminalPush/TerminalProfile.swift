public import FieldContract

/// How one kind of terminal speaks, and what its event codes mean: data, read from a `profile.yaml`.
public struct TerminalProfile: Sendable {
  /// The profile's folder name, as the site file gives it.
  public let name: String
  public let dialect: Dialect
  /// What is answered to a greeting of a ZKTeco terminal.
  let greeting: Greeting
  /// Ways of recognising somebody by what they enrolled: their face or finger.
  let templateMethods: [String]
  let events: [String: EventMeaning]

  /// How a family of terminals writes.
  public enum Dialect: String, Hashable, Sendable, CaseIterable {
    case hikvision, dahua, zkteco, controlid
  }

  enum Greeting: String, Hashable, Sendable, CaseIterable {
    /// Attendance terminals: the options are given at `GET /iclock/cdata`.
    case attendance
    /// Access terminals: they register, then fetch the options at `/iclock/push`.
    case access
  }

  struct EventMeaning: Hashable, Sendable {
    enum Meaning: String, Hashable, Sendable, CaseIterable {
      case granted, denied, event, ignored, tamper
      case tamperOver = "tamper_over"
    }

    var meaning: Meaning
    var words: String
  }

  /// Most codes of one profile.
  static let eventsMax = 500

  /// Reads a profile; throws every error of the file at once.
  public init(file: String, text: String) throws(DocumentError) {
    let document = try YAMLDocument(file: file, text: text)
    let root = document.root
    name = root.requiredString("name", hint: "Write the name of the profile's folder") ?? ""
    let words = Dialect.allCases.map(\.rawValue).joined(separator: ", ")
    if !root.has("dialect") { root.missing("dialect", hint: "One of: \(words)") }
    dialect = root.optionalChoice("dialect", as: Dialect.self) ?? .hikvision
    greeting = root.choice("greeting", default: Greeting.access)
    templateMethods = root.strings("template_methods", countMax: Self.eventsMax)
    var events: [String: EventMeaning] = [:]
    for section in root.sections("events", countMax: Self.eventsMax) {
      let codes = section.strings("codes", countMax: Self.eventsMax)
      let meaning = section.optionalChoice("is", as: EventMeaning.Meaning.self)
      let words = section.string("words", default: "") ?? ""
      if codes.isEmpty { section.missing("codes", hint: "Write the codes as the terminal does") }
      if !section.has("is") { section.missing("is", hint: "Write granted, denied, event, ignored or tamper") }
      section.finish()
      for code in codes {
        if events[code] != nil {
          section.report("codes", "the code `\(code)` is there twice", hint: "Remove one")
        }
        events[code] = EventMeaning(meaning: meaning ?? .event, words: words)
      }
    }
    self.events = events
    root.finish()
    try document.finish()
  }

  /// What a code means; one that is not listed is only a fact.
  func meaning(of code: String) -> EventMeaning {
    events[code] ?? EventMeaning(meaning: .event, words: "not in the profile")
  }
}
