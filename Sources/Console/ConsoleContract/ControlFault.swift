/// Why the daemon did not take a request, or why a line cannot be read.
public struct ControlFault: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  /// A word for programs: `unreadable`, `version`, `unknown_verb`, `bad_argument`, `line_too_long`,
  /// `too_many_connections`, `journal_unreadable`, `not_found`.
  public var code: String
  /// A sentence for people, with the next step.
  public var text: String
  /// The verb that was asked for, where one could be read; at most 32 printable characters.
  public var verb: String?

  public init(code: String, text: String, verb: String? = nil) {
    self.code = code
    self.text = text
    self.verb = verb.map { String($0.prefix(Self.verbCharactersMax)).printable }
  }

  public var description: String { text }

  private static let verbCharactersMax = 32

  public static let unreadable = ControlFault(
    code: "unreadable", text: "not a line of the control protocol; send one JSON object a line")

  public static func version(_ version: Int, verb: String?) -> ControlFault {
    ControlFault(
      code: "version",
      text: "protocol version \(version) is not spoken here, only \(ControlLine.version); "
        + "use gatectl and gatehoused of one release",
      verb: verb)
  }

  public static func unknownVerb(_ verb: String) -> ControlFault {
    let name = String(verb.prefix(verbCharactersMax)).printable
    return ControlFault(
      code: "unknown_verb", text: "there is no verb \"\(name)\"; see gatectl --help", verb: verb)
  }

  public static func badArgument(_ text: String, verb: String) -> ControlFault {
    ControlFault(code: "bad_argument", text: text, verb: verb)
  }

  public static func lineTooLong(bytesMax: Int) -> ControlFault {
    ControlFault(code: "line_too_long", text: "the line is longer than \(bytesMax) bytes")
  }

  public static func tooManyConnections(_ connectionsMax: Int) -> ControlFault {
    ControlFault(
      code: "too_many_connections",
      text: "\(connectionsMax) connections are open already; close a gatectl events --follow and try again")
  }

  public static func notFound(_ event: String) -> ControlFault {
    ControlFault(
      code: "not_found",
      text: "the journal knows no \"\(event.printable)\"; "
        + "name an event's id or a decision as gatectl events shows them, or an alarm's id")
  }

  public static func journalUnreadable(_ cause: String) -> ControlFault {
    ControlFault(
      code: "journal_unreadable", text: "the journal could not be read: \(cause); see the daemon's log")
  }
}
