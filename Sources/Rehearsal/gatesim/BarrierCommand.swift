import AccessModel
public import ArgumentParser
public import FieldDoubles

/// `gatesim barrier`.
struct BarrierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "barrier",
    abstract: "Play a barrier with two relays and a presence loop behind Modbus TCP.",
    discussion: """
      The device profile is generic-two-relay: coil 0 raises, 1 lowers, 2 stops (rising edge);
      discrete inputs 0 open limit, 1 closed limit, 2 presence loop, 3 fault. Any unit id is answered.
      In the site file:

        buses:
          - id: io-1
            tcp: {host: 127.0.0.1, port: 1502}

      Prints each command and each change of position until interrupted.
      """)

  @Option(help: "Address to listen on.")
  var address = "127.0.0.1"

  @Option(help: "Port to listen on; 0 takes any free one and prints it.")
  var port: UInt16 = 1502

  @Option(help: "Milliseconds from limit to limit.")
  var travelMilliseconds: Int64 = 1000

  @Option(help: "A defect from the start: stuck (acknowledges and does not move) or silent (never answers).")
  var defect: BarrierDefect?

  @Flag(help: "Whenever it is open, a vehicle drives over the loop.")
  var driveThrough = false

  func run() async throws {
    let barrier = try BarrierDouble(
      name: "barrier", address: address, port: port, travel: .milliseconds(travelMilliseconds))
    barrier.inject(defect)
    let narrator = Narrator()
    narrator.say("listening", "Modbus TCP on \(address):\(barrier.port)")
    try await Interruption.race {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await Self.narrate(barrier, narrator) }
        if driveThrough { group.addTask { try await Self.drive(barrier) } }
        try await group.next()
        group.cancelAll()
      }
    }
    barrier.stop()
    narrator.say("stopped", "\(barrier.state.value.motion.struckVehicles) vehicles struck")
  }

  private static func narrate(_ barrier: BarrierDouble, _ narrator: Narrator) async throws {
    var told = (commands: 0, position: barrier.state.value.motion.position)
    while !Task.isCancelled {
      let seen = told
      let state = try await barrier.state.first("a change", within: .seconds(1 << 30)) { state in
        let commands = state.commandCounts.values.reduce(0, +)
        return commands != seen.commands || state.motion.position != seen.position ? state : nil
      }
      let commands = state.commandCounts.values.reduce(0, +)
      for command in state.commands.suffix(max(0, commands - told.commands)) {
        narrator.say("command", command.action.rawValue)
      }
      if state.motion.position != told.position { narrator.say("boom", state.motion.position.rawValue) }
      told = (commands, state.motion.position)
    }
  }

  private static func drive(_ barrier: BarrierDouble) async throws {
    while !Task.isCancelled {
      try await barrier.driveThrough(occupying: .seconds(1), openWithin: .seconds(1 << 30))
      try await barrier.state.until("closed", within: .seconds(1 << 30)) { $0.motion.closedLimit }
    }
  }
}

extension BarrierDefect: ExpressibleByArgument {}
