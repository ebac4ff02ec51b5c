import ArgumentParser
import ConsoleContract

/// `gatectl status`.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the site at one glance: lanes, devices, uplink, journal, lists, alarms.",
    discussion: """
      Times are UTC. OPENED counts openings since the daemon started.

      EXAMPLES
        gatectl status
        gatectl status --json | jq '.lanes[] | {id, barrier}'
        watch -n 2 gatectl status
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.ask(.status) { response in
      guard case .status(let status) = response else { throw ControlClientError.unreadable }
      Terminal.say(common.json ? try ControlLine.json(status) : StatusText(status).text)
    }
  }
}
