import ArgumentParser

/// `gatesim`: plays the field and the upstream for a demo, a test or an integrator's desk.
@main
struct Gatesim: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gatesim",
    abstract: "Play a checkpoint: barriers, cameras and the upstream, by their real protocols.",
    discussion: """
      Nothing here talks to real iron. To see the whole road in one minute: gatesim site.
      To try one piece against your own site file, play only the other pieces:

        gatesim 42                         a whole site in virtual time, under seed 42
        gatesim barrier --port 1502 --drive-through
        gatesim camera --model hikvision --url http://127.0.0.1:8460 --id cam-1 --token SECRET --plate ABC123
        gatesim upstream --port 8443 --folder /tmp/upstream
        gatesim load --url http://127.0.0.1:8460/field/v1/cam-1/SECRET --senders 16 --seconds 10
      """,
    subcommands: [
      SiteCommand.self, BarrierCommand.self, CameraCommand.self, UpstreamCommand.self, LoadCommand.self,
      BenchCommand.self, CrashCommand.self, SeedCommand.self, SimulateCommand.self,
    ], defaultSubcommand: SeedCommand.self)
}
