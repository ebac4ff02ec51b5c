import ArgumentParser
import ConsoleContract

/// `gatectl alarms`.
struct Alarms: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show open alarms, the most urgent first, each with its next step.",
    discussion: """
      EXAMPLES
        gatectl alarms
        gatectl alarms --json | jq -r 'select(.priority == "high") | .what'
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.ask(.alarms) { response in
      switch response {
      case .alarm(let alarm):
        Terminal.say(common.json ? try ControlLine.json(alarm) : AlarmText.lines(alarm))
      case .end(let count):
        if count == 0, !common.json { Terminal.say("No open alarms.") }
      default: throw ControlClientError.unreadable
      }
    }
  }
}
