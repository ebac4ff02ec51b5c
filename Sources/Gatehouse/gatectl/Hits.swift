import ArgumentParser
import ConsoleContract

/// `gatectl hits`.
struct Hits: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the watchlist claims that wait for a person; decide them.",
    discussion: """
      A hit is a claim until a named person verifies or rejects it, two people where the entry says so; one \
      that nobody decides lapses. The counts tell how often a list was right.

      EXAMPLES
        gatectl hits
        gatectl hits show 3-17
        gatectl hits verify 3-17 --reason "plate, make and colour agree"
        gatectl hits reject 3-17 --reason "the list means a lorry"
      """,
    subcommands: [HitsList.self, HitsShow.self, HitsVerify.self, HitsReject.self],
    defaultSubcommand: HitsList.self)
}

/// `gatectl hits list`.
struct HitsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the claims that wait, and how earlier ones ended (the default).")

  @OptionGroup var common: CommonOptions

  func run() throws {
    var hits: [HitLine] = []
    var counts: [HitCounts] = []
    try common.ask(.hits) { response in
      switch response {
      case .hit(let hit): hits.append(hit)
      case .hitCounts(let count): counts.append(count)
      case .end: break
      default: throw ControlClientError.unreadable
      }
    }
    guard common.json else { return Terminal.say(HitText.list(hits, counts)) }
    for hit in hits { Terminal.say(try ControlLine.json(hit)) }
    for count in counts { Terminal.say(try ControlLine.json(count)) }
  }
}

/// `gatectl hits show ID`.
struct HitsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all that is known of one claim, and what may be done.")

  @Argument(help: "The claim's id, as gatectl hits shows it.")
  var id: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    var isFound = false
    try common.ask(.hits) { response in
      switch response {
      case .hit(let hit):
        guard hit.id == id else { return }
        isFound = true
        Terminal.say(common.json ? try ControlLine.json(hit) : HitText.screen(hit))
      case .hitCounts: break
      case .end:
        if !isFound { throw Refusal(text: "no hit \(id) waits for a person; see gatectl hits") }
      default: throw ControlClientError.unreadable
      }
    }
  }
}

/// `gatectl hits verify ID`.
struct HitsVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Say that it is the vehicle that the list means.")

  @OptionGroup var hit: HitChoice
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.hit(HitAsk(hit: hit.id, deed: .verify, reason: hit.reason)))
  }
}

/// `gatectl hits reject ID`.
struct HitsReject: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Say that it is not the vehicle that the list means.")

  @OptionGroup var hit: HitChoice
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.hit(HitAsk(hit: hit.id, deed: .reject, reason: hit.reason)))
  }
}

/// Which claim, and why.
struct HitChoice: ParsableArguments {
  @Argument(help: "The claim's id, as gatectl hits shows it.")
  var id: String

  @Option(help: "Why; recorded. One line of at most \(ControlLine.reasonCharactersMax) characters.")
  var reason: String
}
