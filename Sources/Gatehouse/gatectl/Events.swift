import ArgumentParser
import ConsoleContract

/// `gatectl events`.
struct Events: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show recorded events, oldest first; --follow goes on as they happen.",
    discussion: """
      Without --after the newest are shown. Ids rise with every event and survive restarts, so a \
      program can go on where it stopped with --after. With --type or --lane and no --after, the newest \
      10,000 events are searched. --follow --after sends everything since, then what happens.

      EXAMPLES
        gatectl events --follow
        gatectl events --limit 100 --lane north
        gatectl events --type access --follow
        gatectl events --after 5120 --limit 1000 --json | jq .data
      """)

  @Flag(name: .shortAndLong, help: "Go on with new events until interrupted.")
  var follow = false

  @Option(
    help: "At most this many (0 to \(ControlLine.eventsMax)); with --follow, this many before the new ones.")
  var limit = 20

  @Option(help: "Only events after this id.")
  var after: Int64?

  @Option(help: "Only types that begin so; \"gatehouse.\" may be left out.")
  var type: String?

  @Option(help: "Only events of this lane.")
  var lane: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...ControlLine.eventsMax).contains(limit) else {
      throw ValidationError("--limit must be 0 to \(ControlLine.eventsMax)")
    }
    if let after, after < 0 { throw ValidationError("--after must not be negative") }
  }

  func run() throws {
    let query = EventQuery(after: after, limit: limit, follow: follow, typePrefix: type, lane: lane)
    try common.ask(.events(query)) { response in
      switch response {
      case .event(let event):
        Terminal.say(common.json ? try EventText.json(event) : EventText.line(event))
      case .end: break
      default: throw ControlClientError.unreadable
      }
    }
  }
}
