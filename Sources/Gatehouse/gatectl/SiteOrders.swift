import ArgumentParser
import ConsoleContract

/// `gatectl grant DECISION`.
struct Grant: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let in whom a decision referred to you.",
    discussion: """
      What is referred stands at the top of gatectl status, with the seconds that are left. Your answer is \
      recorded with your name before anything moves; it opens once.

      EXAMPLES
        gatectl grant 3-17 --reason "papers seen"
      """)

  @Argument(help: "The decision, as gatectl status shows it.")
  var decision: String

  @OptionGroup var why: WhyOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.site(SiteAsk(.grant, target: decision, reason: why.reason)))
  }
}

/// `gatectl deny DECISION`.
struct Deny: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn away whom a decision referred to you.",
    discussion: """
      EXAMPLES
        gatectl deny 3-17 --reason "host does not know them"
      """)

  @Argument(help: "The decision, as gatectl status shows it.")
  var decision: String

  @OptionGroup var why: WhyOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.site(SiteAsk(.deny, target: decision, reason: why.reason)))
  }
}

/// `gatectl mode MODE`.
struct Mode: ParsableCommand {
  enum Name: String, CaseIterable, ExpressibleByArgument {
    case normal, elevated, lockdown, evacuation
  }

  static let configuration = CommandConfiguration(
    abstract: "Set how the whole site stands.",
    discussion: """
      normal      by the rules
      elevated    a person looks at each vehicle that enters; ends by itself
      lockdown    nobody enters, doors are locked down, who leaves by a lane is referred
      evacuation  exits stand open for everybody, nobody enters

      The site file says who may set each. None of them lowers a boom on a vehicle or outlasts the fire panel.

      EXAMPLES
        gatectl mode lockdown --reason "intruder at the yard"
        gatectl mode normal
      """)

  @Argument(help: "normal, elevated, lockdown or evacuation.")
  var mode: Name

  @OptionGroup var why: WhyOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.site(SiteAsk(.site, word: mode.rawValue, reason: why.reason)))
  }
}

/// `gatectl lane LANE WHAT`.
struct LaneCommand: ParsableCommand {
  enum What: String, CaseIterable, ExpressibleByArgument {
    case `default`, open, closed, escorted, inspection
    case entryOnly = "entry_only"
    case exitOnly = "exit_only"
    case freeFlow = "free_flow"
    case hold, convoy, end
  }

  static let configuration = CommandConfiguration(
    commandName: "lane",
    abstract: "Set how one lane works, hold it open, or let a convoy through.",
    discussion: """
      open, closed, entry_only, exit_only, free_flow, escorted, inspection: until the next order.
      default     as the site file says
      hold        stands open until `end`
      convoy      stands open for --vehicles, at most --seconds
      end         ends a hold or convoy; the boom comes down on a clear loop only

      EXAMPLES
        gatectl lane north closed --reason "resurfacing"
        gatectl lane north convoy --vehicles 4 --seconds 120
        gatectl lane north end
      """)

  @Argument(help: "The lane's id, as gatectl status shows it.")
  var lane: String

  @Argument(help: "What it shall do.")
  var what: What

  @Option(help: "Vehicles of a convoy, 1 to 100.")
  var vehicles: Int?

  @Option(help: "Longest time of a convoy, 1 to 3600.")
  var seconds = 120

  @OptionGroup var why: WhyOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if (what == .convoy) != (vehicles != nil) {
      throw ValidationError("--vehicles belongs to convoy, and convoy needs it")
    }
    if let vehicles, !(1...100).contains(vehicles) { throw ValidationError("--vehicles must be 1 to 100") }
    guard (1...3600).contains(seconds) else { throw ValidationError("--seconds must be 1 to 3600") }
  }

  func run() throws {
    let ask =
      switch what {
      case .default: SiteAsk(.lane, target: lane, reason: why.reason)
      case .hold: SiteAsk(.holdOpen, target: lane, reason: why.reason)
      case .end: SiteAsk(.endHold, target: lane, reason: why.reason)
      case .convoy: SiteAsk(.convoy, target: lane, number: vehicles, seconds: seconds, reason: why.reason)
      case .open, .closed, .escorted, .inspection, .entryOnly, .exitOnly, .freeFlow:
        SiteAsk(.lane, target: lane, word: what.rawValue, reason: why.reason)
      }
    try common.command(.site(ask))
  }
}

/// `gatectl area AREA --count N | --forgive WHO | --forgive-all`.
struct AreaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "area",
    abstract: "Set the count of an area right, or forgive a passback.",
    discussion: """
      EXAMPLES
        gatectl area yard --count 12 --reason "counted by hand"
        gatectl area yard --forgive "credential C-1042"
        gatectl area yard --forgive "plate B5678C"
        gatectl area yard --forgive-all --reason "after the fire drill"
      """)

  @Argument(help: "The area's id, as gatectl status shows it.")
  var area: String

  @Option(help: "So many are inside.")
  var count: Int?

  @Option(help: "`credential KEY` or `plate PLATE`: may be used on either side next.")
  var forgive: String?

  @Flag(help: "Everybody in the area may.")
  var forgiveAll = false

  @OptionGroup var why: WhyOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard [count != nil, forgive != nil, forgiveAll].filter({ $0 }).count == 1 else {
      throw ValidationError("write one of --count, --forgive and --forgive-all")
    }
  }

  func run() throws {
    let ask =
      count.map { SiteAsk(.count, target: area, number: $0, reason: why.reason) }
      ?? SiteAsk(.forgive, target: area, word: forgive, reason: why.reason)
    try common.command(.site(ask))
  }
}

/// `gatectl serviced BARRIER`.
struct Serviced: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell that a barrier was serviced: its cycles are counted anew.",
    discussion: """
      EXAMPLES
        gatectl serviced north-barrier --reason "spring and belt changed"
      """)

  @Argument(help: "The barrier's id in the site file.")
  var barrier: String

  @OptionGroup var why: WhyOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.command(.site(SiteAsk(.serviced, target: barrier, reason: why.reason)))
  }
}

/// Why an order is given.
struct WhyOption: ParsableArguments {
  @Option(help: "Why; recorded. One line of at most \(ControlLine.reasonCharactersMax) characters.")
  var reason: String?
}
