import ArgumentParser
import Foundation
import GatehouseRuntime

/// The edge gateway of a vehicle checkpoint.
@main
struct Gatehoused: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gatehoused",
    abstract: "The edge gateway of a vehicle checkpoint: cameras in, barriers moved, events upstream.",
    discussion: """
      Runs until SIGTERM. SIGHUP applies the settings file again; a broken
      file is refused and the old settings stay.

      Examples:
        gatehoused --config /etc/gatehouse/site.yaml --check
        gatehoused --config /etc/gatehouse/site.yaml

      Exit codes: 0 stopped or sound, 1 cannot run, 78 errors in the settings.
      Secrets come from files: a bare name in the settings is looked up in
      $CREDENTIALS_DIRECTORY (systemd's LoadCredential=), then beside the
      settings file. Log lines go to standard error with journald's prefix.
      """,
    version: Daemon.version)

  @Option(name: .long, help: "The site's settings, YAML (see config/site.example.yaml).")
  var config: String

  @Flag(name: .long, help: "Check the settings and everything they refer to, then exit: 0 sound, 78 not.")
  var check = false

  @OptionGroup var replay: ReplayArguments

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    if check { throw ExitCode(Daemon.check(file: config, environment: environment)) }
    if let request = replay.request(of: config) {
      throw ExitCode(Daemon.replay(request, environment: environment))
    }
    throw ExitCode(await Daemon.run(file: config, environment: environment))
  }
}
