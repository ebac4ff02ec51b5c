import ArgumentParser
import FieldDoubles
import Foundation

/// `gatesim site`.
struct SiteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site",
    abstract: "Play a checkpoint and a compound against a real gatehoused, and check what it does.",
    discussion: """
      Makes throw-away certificates, a site file and signed lists in the folder; starts two Modbus barriers,
      two cameras and an upstream with client-certificate verification; starts gatehoused; then tells what
      happens, line by line: a resident passes, repeated frames open nothing, a stranger is denied, a stolen
      car raises an alarm, people verify and reject hits, answer a referral and rehearse another policy at the
      command line, a visitor's code opens once, cards and PINs open the two doors of the compound (real OSDP
      readers in secure channel), a forced door, an alarm button, gas in the tunnel and a lost board raise
      alarms, the uplink dies and comes back with nothing lost, and the daemon stops when asked.

      Ends by itself with a line `demo: N checks passed, M failed` and exit code 0 or 1; 130 when interrupted.
      """)

  @Option(help: "Folder for the site; what is in it from an earlier rehearsal is removed.")
  var folder = "demo-site"

  @Option(help: "The daemon. Default: beside gatesim.")
  var gatehoused: String?

  @Option(help: "The operator's tool. Default: beside gatesim.")
  var gatectl: String?

  @Option(help: "The folder of device profiles.")
  var profiles = "DeviceProfiles"

  @Option(help: "A Python with Tests/Peers/requirements-osdp.txt; without it the compound is left out.")
  var osdpPython: String?

  @Flag(help: "After the story, keep everything running until Ctrl-C, with a vehicle now and then.")
  var stay = false

  func run() async throws {
    let narrator = Narrator()
    let tools = Rehearsal.Tools(
      gatehoused: AbsolutePath.of(gatehoused ?? beside("gatehoused")),
      gatectl: AbsolutePath.of(gatectl ?? beside("gatectl")),
      deviceProfiles: AbsolutePath.of(profiles), osdpPython: osdpPython.map(AbsolutePath.of))
    let (site, stays) = (AbsolutePath.of(folder), stay)
    let wasInterrupted = try await Interruption.race {
      do {
        let rehearsal = try await Rehearsal.start(in: site, with: tools, narrator)
        await Self.play(rehearsal, staying: stays)
        // In a task of its own, because an interrupted one waits for nothing.
        await Task { await rehearsal.end() }.value
      } catch {
        narrator.check("the checkpoint starts", Task.isCancelled, "\(error)")
      }
    }
    narrator.chapter(
      "demo: \(narrator.passed) checks passed, \(narrator.failed) failed, "
        + "\(narrator.elapsed.seconds(digits: 1)) s, site in \(site)")
    if narrator.failed > 0 { throw ExitCode(1) }
    if wasInterrupted, !stays { throw ExitCode(130) }
  }

  private static func play(_ rehearsal: Rehearsal, staying: Bool) async {
    do {
      try await rehearsal.play()
      if staying { try await rehearsal.stay() } else { try await rehearsal.stop() }
    } catch  where !Task.isCancelled {
      rehearsal.narrator.check("the story goes on", false, "\(error)")
      rehearsal.narrator.quote(rehearsal.daemon.lastLogLines(), from: rehearsal.site.logFile)
    } catch {}
  }

  private func beside(_ name: String) -> String {
    let own = Bundle.main.executablePath ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
  }
}
