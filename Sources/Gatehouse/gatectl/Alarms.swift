import AccessModel
import ArgumentParser
import ConsoleContract

/// `gatectl alarms`.
struct Alarms: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show alarms, the most urgent first, each with its next step; acknowledge or shelve them.",
    discussion: """
      An alarm that latches stays after its cause is over (returned), until somebody acknowledges it. \
      Shelved ones, and those that another alarm explains, are shown with --all.

      EXAMPLES
        gatectl alarms
        gatectl alarms --all --chinese
        gatectl alarms ack 17 --reason "guard sent"
        gatectl alarms shelve 18 --for 2h --reason "the camera is being mended"
        gatectl alarms --json | jq -r 'select(.priority == "high") | .what'
      """,
    subcommands: [AlarmsList.self, AlarmsAck.self, AlarmsShelve.self, AlarmsUnshelve.self],
    defaultSubcommand: AlarmsList.self)
}

/// `gatectl alarms list`.
struct AlarmsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show alarms, the most urgent first (the default).")

  @Flag(help: "Also those that are shelved or that another alarm explains.")
  var all = false

  @Flag(help: "Explain them in Chinese; as --lang zh.")
  var chinese = false

  @Option(help: "Language of the explanations: en or zh.")
  var lang = LanguageChoice.en

  @OptionGroup var common: CommonOptions

  func run() throws {
    let language = chinese ? .zh : lang
    var hidden = 0
    var shown = 0
    try common.ask(.alarms) { response in
      switch response {
      case .alarm(let alarm):
        guard all || (alarm.group == nil && alarm.state != AlarmState.shelved.rawValue) else {
          hidden += 1
          return
        }
        shown += 1
        Terminal.say(common.json ? try ControlLine.json(alarm) : AlarmText.lines(alarm, in: language))
      case .end:
        guard !common.json else { return }
        if shown == 0 { Terminal.say("No open alarms.") }
        if hidden > 0 { Terminal.say("\(hidden) more are shelved or explained by these: --all") }
      default: throw ControlClientError.unreadable
      }
    }
  }
}

/// As `--lang` takes it.
enum LanguageChoice: String, CaseIterable, ExpressibleByArgument {
  case en, zh

  var language: AlarmLanguage {
    switch self {
    case .en: .english
    case .zh: .chinese
    }
  }
}

/// `gatectl alarms ack ID`.
struct AlarmsAck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "Say that you have seen an alarm: nobody else is called for it.")

  @OptionGroup var alarm: AlarmChoice
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.alarm(AlarmAsk(alarm: alarm.number, deed: .acknowledge, reason: alarm.reason)))
  }
}

/// `gatectl alarms shelve ID --for 2h`.
struct AlarmsShelve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shelve",
    abstract: "Put an alarm aside for a while; never a critical one. It is shown again afterwards.")

  @Option(name: .customLong("for"), help: "How long: 90s, 30m, 2h.")
  var span: ShelfSpan

  @OptionGroup var alarm: AlarmChoice
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if alarm.reason == nil { throw ValidationError("say why: --reason; it is recorded with your name") }
  }

  func run() throws {
    try common.command(
      .alarm(AlarmAsk(alarm: alarm.number, deed: .shelve, seconds: span.seconds, reason: alarm.reason)))
  }
}

/// `gatectl alarms unshelve ID`.
struct AlarmsUnshelve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unshelve", abstract: "Show a shelved alarm again before its time.")

  @OptionGroup var alarm: AlarmChoice
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.alarm(AlarmAsk(alarm: alarm.number, deed: .unshelve, reason: alarm.reason)))
  }
}

/// Which alarm, and why.
struct AlarmChoice: ParsableArguments {
  @Argument(help: "The alarm's number, as gatectl alarms shows it.")
  var number: UInt64

  @Option(help: "Why; recorded. One line of at most \(ControlLine.reasonCharactersMax) characters.")
  var reason: String?
}
