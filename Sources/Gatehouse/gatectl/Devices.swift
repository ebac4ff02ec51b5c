import ArgumentParser
import ConsoleContract

/// `gatectl devices`.
struct Devices: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how each device is, why and since when; test a board point by point.",
    subcommands: [DevicesList.self, DevicesTest.self], defaultSubcommand: DevicesList.self)
}

/// `gatectl devices list`, which is what `gatectl devices` does.
struct DevicesList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show each device: state, reason, since when, and when it was last heard.",
    discussion: """
      Times are UTC. A Modbus line has a row for each unit on it, whose own trouble is told apart from \
      the line's. SINCE is when the state began for this reason; HEARD is the last sign of life.

      EXAMPLES
        gatectl devices
        gatectl devices --json | jq -r 'select(.state != "online") | [.id, .reason] | @tsv'
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.ask(.status) { response in
      guard case .status(let status) = response else { throw ControlClientError.unreadable }
      guard common.json else { return Terminal.say(DeviceText.lines(status.devices)) }
      for device in status.devices { Terminal.say(try ControlLine.json(device)) }
    }
  }
}
