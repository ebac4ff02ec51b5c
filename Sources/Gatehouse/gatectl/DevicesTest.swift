import AccessModel
import ArgumentParser
import ConsoleContract
import FieldContract
import ModbusDevices

/// `gatectl devices test PROFILE ADDRESS`.
struct DevicesTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Walk through every point of a Modbus board, one at a time.",
    discussion: """
      For the installer at the board: each input is read and shown, each output is switched on only after a \
      y, for its pulse or for a second, and switched off again, also after Ctrl-C. What moves comes \
      last, the lower at the very end. gatehoused must not use the same board meanwhile; where that of this \
      box does, this says so and ends.

      PROFILE is barrier/NAME, door/NAME or inputs/NAME below --profiles, or the path of a profile. ADDRESS \
      is HOST[:PORT][/UNIT] (Modbus TCP), rtu_over_tcp:HOST:PORT[/UNIT], or a serial port such as /dev/ttyS1.

      EXIT CODES
        0    every point was right, or skipped by you; or it was a --list
        1    a point was wrong or did not answer, the walk was left early, or the board is gatehoused's
        64   the command line is wrong, or there is no such profile
        69   the board cannot be reached
        78   the profile has errors
        130  interrupted while an output was on; it was switched off

      EXAMPLES
        gatectl devices test barrier/moxa-iologik-e1214 192.168.1.50 --list
        gatectl devices test barrier/moxa-iologik-e1214 192.168.1.50:502/1
        gatectl devices test door/waveshare-relay-8ch rtu_over_tcp:192.168.1.51:4196 --lock fail_safe
        gatectl devices test inputs/waveshare-io-8ch /dev/ttyS1 --unit 3 --baud 19200 --inputs-only
      """)

  @Argument(help: "The board's profile, such as barrier/moxa-iologik-e1214.")
  var profile: String

  @Argument(help: "Where the board is: HOST[:PORT][/UNIT], rtu_over_tcp:HOST:PORT[/UNIT], or /dev/...")
  var address: String

  @Option(help: "Modbus unit of the board; 1 where nothing says otherwise.")
  var unit: Int?

  @Option(help: "Door profiles: how the locks behave without power. Each is left as it holds.")
  var lock: DoorProfile.LockKind?

  @Flag(name: [.customLong("list"), .customLong("dry-run")], help: "Show the points; connect to nothing.")
  var list = false

  @Flag(help: "Leave out whatever moves: nothing is written.")
  var inputsOnly = false

  @Option(help: "The folder of device profiles.", completion: .directory)
  var profiles = WalkProfile.folderDefault

  @OptionGroup(title: "Serial line") var serial: SerialOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let board = try BoardAddress(
      address, baud: serial.baud, parity: serial.parity, stopBits: serial.stopBits)
    if let both = board.unit, let unit, both != unit {
      throw ValidationError("the address says unit \(both), --unit says \(unit)")
    }
    let unit = board.unit ?? unit ?? 1
    guard BoardAddress.unitRange.contains(unit) else { throw ValidationError("--unit must be 0 to 247") }
    let found = try load()
    let steps = found.walk.steps.filter { !inputsOnly || !$0.moves }
    let settings = ModbusBusSettings(device: "board", transport: board.transport)
    let talk = WalkTalk(steps: steps, json: common.json)
    if list { return try talk.list() }
    try askDaemon(about: settings)
    talk.open("\(found.name) at \(settings.words), unit \(unit)")
    do {
      let walker = try BoardWalker(settings: settings, unit: unit) { span in
        if Interruption.pause(span) { talk.isInterrupted = true }
      }
      try talk.walk { step in Interruption.heldBack { walker.perform(step) } }
    } catch let error as BoardWalkError {
      Terminal.complain("\(error)")
      throw ExitCode(69)
    }
    if talk.isInterrupted { throw ExitCode(130) }
    if !talk.isAllRight { throw ExitCode(1) }
  }

  private func load() throws -> WalkProfile {
    do {
      return try WalkProfile(profile, below: profiles, lock: lock)
    } catch let error as DocumentError {
      for diagnostic in error.diagnostics { Terminal.complain("\(diagnostic)") }
      throw ExitCode(78)
    } catch let refusal as WalkRefusal {
      throw ValidationError("\(refusal)")
    }
  }

  /// Where the daemon of this box uses the same line, nothing is written beside it.
  private func askDaemon(about settings: ModbusBusSettings) throws {
    guard let bus = common.quietStatus()?.devices.first(where: { $0.address == settings.words }) else {
      return
    }
    let words = "gatehoused uses \(settings.words) as \(bus.id)"
    guard inputsOnly else {
      Terminal.complain("\(words): stop it first (systemctl stop gatehoused), or give --inputs-only")
      throw ExitCode(1)
    }
    Terminal.complain("note: \(words); a board that serves one connection only will not answer")
  }
}
