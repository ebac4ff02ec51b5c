import ArgumentParser
import FieldDoubles
import Foundation

/// `gatesim crash`.
struct CrashCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crash",
    abstract: "Kill a real gatehoused again and again under load, and check that nothing was lost or moved.",
    discussion: """
      One journal lives through all rounds. In each, gatehoused is started under the fire of eight camera
      connections, with two Modbus barriers, vehicles and an upstream with client certificates that is cut now
      and then; and it is ended by kill -9 at a random moment. At the end it runs until its outbox is empty.
      Then:

        every read that got a 2xx is upstream, as often as it got one
        each stream is contiguous from 1 and in order, and no event has changed its content
        every movement has a committed command of its own, every raise a grant, and no grant raised twice
        no barrier was written to between a start and the first read, none was lowered on a vehicle

      Ends with `crash: ROUNDS rounds, ..., 0 lost, 0 gaps, 0 unrecorded moves` and exit code 0 or 1. The
      same seed draws the same plan; the machine's own timing differs.
      """)

  @Option(help: "The daemon.")
  var gatehoused: String

  @Option(help: "The folder of device profiles.")
  var profiles = "DeviceProfiles"

  @Option(help: "How many times it is killed, 1 to 10000.")
  var rounds = 100

  @Option(help: "Folder for the site and the logs; what is in it from an earlier run is removed.")
  var folder = "crash-site"

  @Option(help: "Draws the plan; printed when it is not given.")
  var seed: UInt64 = .random(in: 1...999_999)

  private static let faultsShownMax = 40

  func validate() throws {
    guard (1...10_000).contains(rounds) else { throw ValidationError("--rounds must be 1 to 10000") }
  }

  func run() async throws {
    let narrator = Narrator()
    let test = try await CrashTest(
      gatehoused: AbsolutePath.of(gatehoused), profiles: AbsolutePath.of(profiles),
      folder: AbsolutePath.of(folder), narrator)
    narrator.say("seed", "\(seed), \(rounds) rounds in \(folder)")
    let (rounds, seed, broken) = (rounds, seed, Watched<String?>(nil))
    let wasInterrupted = try await Interruption.race {
      do { try await test.run(rounds: rounds, seed: seed) } catch  where !Task.isCancelled {
        broken.update { $0 = "\(error)" }
      }
    }
    await test.end()
    if wasInterrupted { throw ExitCode(130) }
    let books = test.books.value
    let findings = books.findings()
    var faults = findings.faults
    if let broken = broken.value { faults.insert("after round \(books.roundsClosed): \(broken)", at: 0) }
    if books.raises == 0 || books.lowers == 0 { faults.append("no boom went up and down: nothing is proven") }
    for fault in faults.prefix(Self.faultsShownMax) { narrator.say("FAULT", fault) }
    if faults.count > Self.faultsShownMax {
      narrator.say("FAULT", "and \(faults.count - Self.faultsShownMax) more")
    }
    narrator.write(
      "crash: \(rounds) rounds, \(books.readsAccepted) reads accepted, \(books.events) events upstream, "
        + "\(books.raises) raises, \(findings.lost.count) lost, \(findings.gaps.count) gaps, "
        + "\(findings.moves.count + findings.harm.count) unrecorded moves\n")
    guard faults.isEmpty else {
      narrator.write("crash: failed with --seed \(seed); site, journal and logs are in \(folder)\n")
      throw ExitCode(1)
    }
  }
}
