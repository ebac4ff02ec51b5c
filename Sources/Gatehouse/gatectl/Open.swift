import ArgumentParser
import ConsoleContract

/// `gatectl open LANE`.
struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open a lane once, for one vehicle.",
    discussion: """
      The command is recorded with your name before anything moves. "Accepted" means that the \
      daemon has taken it; gatectl events shows what the barrier then did.

      EXAMPLES
        gatectl open north
        gatectl open north --reason "delivery, ticket 4711"
      """)

  @Argument(help: "The lane's id, as gatectl status shows it.")
  var lane: String

  @Option(help: "Why; recorded. One line of at most \(ControlLine.reasonCharactersMax) characters.")
  var reason: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.open(lane: lane, reason: reason))
  }
}
