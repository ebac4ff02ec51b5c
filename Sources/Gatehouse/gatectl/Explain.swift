import ArgumentParser
import ConsoleContract

/// `gatectl explain EVENT`.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell in one paragraph why something was decided, raised or moved.",
    discussion: """
      EVENT is an event's number as gatectl events shows it or its id as the upstream has it, a decision \
      ("3-17"), a hit, an alarm as gatectl alarms shows it ("forcedOpen/north"), or a stream and a \
      sequence ("access/4711"). Times are UTC. What the journal has let go cannot be explained, and is said.

      EXAMPLES
        gatectl explain 5120
        gatectl explain 3-17 --lang zh
        gatectl explain forcedOpen/north
        gatectl explain 3-17 --json | jq -r '.reasons[].code'
      """)

  @Argument(help: "What is to be explained.")
  var event: String

  @Option(name: [.customLong("lang")], help: "en or zh.", transform: Self.language)
  var language = ExplainAsk.Language.english

  @OptionGroup var common: CommonOptions

  private static func language(_ text: String) throws -> ExplainAsk.Language {
    guard let language = ExplainAsk.Language(rawValue: text) else {
      throw ValidationError("--lang must be en or zh")
    }
    return language
  }

  func run() throws {
    try common.ask(.explain(ExplainAsk(event: event, language: language))) { response in
      guard case .explanation(let explanation) = response else { throw ControlClientError.unreadable }
      Terminal.say(common.json ? try ControlLine.json(explanation) : explanation.text.printable)
    }
  }
}
