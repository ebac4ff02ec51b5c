import ArgumentParser
import ConsoleContract

/// `gatectl VERB`: asks and commands a running gatehoused.
@main
struct GateCtl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gatectl",
    abstract: "Ask and command the gatehoused of this box.",
    discussion: """
      gatectl talks to gatehoused over a Unix socket. Who you are is your Unix user; \
      every command is recorded with it. Whoever is in the socket's group may use it.

      EXAMPLES
        gatectl status                        the site at one glance
        gatectl events --follow               what happens, as it happens
        gatectl explain 3-17                  why that decision was made
        gatectl alarms                        what waits for a person
        gatectl devices                       each device: how it is, why, since when
        gatectl hits                          watchlist claims to verify or reject
        gatectl open north --reason "doctor"  one opening of lane north
        gatectl release front                 one opening of door front
        gatectl grant 3-17                    let in what decision 3-17 referred
        gatectl mode lockdown                 the whole site shut
        gatectl lockdown                      every door shut, whoever has a card
        gatectl reload

      EXIT CODES
        0   done
        1   gatehoused refused it; decisions differ (replay, rehearse)
        64  the command line is wrong
        66  nothing is recorded (replay, rehearse)
        69  gatehoused cannot be reached, or did not answer
        78  the settings file has errors (check, reload, replay, rehearse)
      """,
    subcommands: [
      Status.self, Devices.self, Events.self, Explain.self, Alarms.self, Hits.self, Open.self, Release.self,
      HoldDoor.self, Lockdown.self,
      Grant.self, Deny.self, Mode.self, LaneCommand.self, AreaCommand.self,
      Serviced.self, Install.self, Visitor.self, Reload.self, Check.self, Replay.self, Rehearse.self,
    ])
}

/// What every verb takes.
struct CommonOptions: ParsableArguments {
  @Option(
    help: "The daemon's control socket. Default: $GATEHOUSE_SOCKET, else \(ControlClient.defaultPath).")
  var socket: String?

  @Flag(help: "Print JSON, one document a line, for programs.")
  var json = false

  /// Sends one request and hands over each line of the answer; leaves the program when there is no answer.
  func ask(_ request: ControlRequest, _ take: (ControlResponse) throws -> Void) throws {
    do {
      var client = try ControlClient(
        path: socket ?? ControlClient.environmentPath ?? ControlClient.defaultPath)
      defer { client.close() }
      try client.ask(request) { response in
        if case .fault(let fault) = response { throw Refusal(text: fault.text) }
        try take(response)
      }
    } catch let error as ControlClientError {
      Terminal.complain("\(error)")
      throw ExitCode(69)
    } catch let refusal as Refusal {
      Terminal.complain("refused: \(refusal.text)")
      throw ExitCode(1)
    }
  }
}

extension CommonOptions {
  /// The daemon's own word, where it runs and may be asked; nil otherwise, without a complaint.
  func quietStatus() -> SiteStatus? {
    var found: SiteStatus?
    guard
      var client = try? ControlClient(
        path: socket ?? ControlClient.environmentPath ?? ControlClient.defaultPath)
    else { return nil }
    defer { client.close() }
    try? client.ask(.status) { response in
      if case .status(let status) = response { found = status }
    }
    return found
  }

  /// Asks for something that moves, and says what came of it.
  func command(_ request: ControlRequest) throws {
    try ask(request) { response in
      guard case .command(let answer) = response else { throw ControlClientError.unreadable }
      if json { Terminal.say(try ControlLine.json(answer)) }
      guard answer.accepted else {
        if json { throw ExitCode(1) }
        throw Refusal(text: answer.text)
      }
      if !json { Terminal.say(answer.text.printable) }
    }
  }
}

/// The daemon understood and said no.
struct Refusal: Error {
  var text: String
}
