import ArgumentParser
import ConsoleContract

/// `gatectl release DOOR`.
struct Release: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open a door once, for one person.",
    discussion: """
      The command is recorded with your name before the lock moves.

      EXAMPLES
        gatectl release front
        gatectl release front --reason "forgot the card, known by face"
      """)

  @Argument(help: "The door's id, as gatectl status shows it.")
  var door: String

  @Option(help: "Why; recorded. One line of at most \(ControlLine.reasonCharactersMax) characters.")
  var reason: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.door(DoorAsk(door: door, order: .release, reason: reason)))
  }
}

/// `gatectl lockdown`.
struct Lockdown: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lock all doors, or one, against every card; or end that.",
    discussion: """
      In a lockdown no credential opens; whoever is inside leaves by the door's own handle. The fire \
      panel still opens everything.

      EXAMPLES
        gatectl lockdown --reason "intruder at the yard"
        gatectl lockdown --door front
        gatectl lockdown --end
      """)

  @Option(help: "Only this door.")
  var door: String?

  @Flag(help: "End the lockdown: cards open again.")
  var end = false

  @Option(help: "Why; recorded. One line of at most \(ControlLine.reasonCharactersMax) characters.")
  var reason: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.door(DoorAsk(door: door, order: end ? .locked : .lockedDown, reason: reason)))
  }
}

/// `gatectl hold DOOR STATE`.
struct HoldDoor: ParsableCommand {
  enum State: String, CaseIterable, ExpressibleByArgument {
    case released, blocked, ended

    var order: DoorAsk.Order {
      switch self {
      case .released: .unlocked
      case .blocked: .blocked
      case .ended: .locked
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "hold",
    abstract: "Hold a door released or blocked until you end it.",
    discussion: """
      EXAMPLES
        gatectl hold front released --reason "delivery of furniture"
        gatectl hold front ended
      """)

  @Argument(help: "The door's id, as gatectl status shows it.")
  var door: String

  @Argument(help: "released: open for everybody; blocked: closed for everybody; ended: cards open again.")
  var state: State

  @Option(help: "Why; recorded. One line of at most \(ControlLine.reasonCharactersMax) characters.")
  var reason: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.door(DoorAsk(door: door, order: state.order, reason: reason)))
  }
}

/// `gatectl install READER`.
struct Install: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a new OSDP reader in by its factory key, once, and give it its own.",
    discussion: """
      A reader fresh from the factory has a key that everybody knows; it is refused until you say so. \
      Within the minutes that you allow, its own key from the site file is handed over and the channel \
      begins anew with it. Whoever listens to the cable meanwhile reads the key: do it on a cable that \
      you can see.

      EXAMPLES
        gatectl install rd-front
        gatectl install rd-front --minutes 10
      """)

  @Argument(help: "The reader's id, as gatectl status shows it.")
  var reader: String

  @Option(help: "How long the factory key is taken, 1 to 60.")
  var minutes = 5

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...60).contains(minutes) else { throw ValidationError("--minutes must be 1 to 60") }
  }

  func run() throws { try common.command(.install(reader: reader, seconds: minutes * 60)) }
}
