import ArgumentParser
import FieldDoubles
import Foundation

/// `gatesim bench`.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure a real gatehoused against its goals, beside what this machine can do at best.",
    discussion: """
      Prints one line for each figure: bench NAME VALUE UNIT goal <=|>= THRESHOLD ok|short
      Names: \(Bench.names.joined(separator: " ")). Without a name, all of them run.
      Exits 0 whether goals are met or not; 1 when something could not be measured.
      """)

  @Option(help: "The daemon. Default: beside gatesim.")
  var gatehoused = "gatehoused"

  @Option(help: "The folder of device profiles.")
  var profiles = "DeviceProfiles"

  @Option(help: "Folder for the site; what is in it from an earlier run is removed.")
  var folder = "/tmp/gatehouse-bench"

  @Argument(help: "Which figures.")
  var names: [String] = []

  func validate() throws {
    for name in names where !Bench.names.contains(name) {
      throw ValidationError("no figure is called \(name); there are: \(Bench.names.joined(separator: " "))")
    }
  }

  func run() async throws {
    let bench = try await Bench(
      gatehoused: AbsolutePath.of(gatehoused), profiles: AbsolutePath.of(profiles),
      folder: AbsolutePath.of(folder))
    do {
      for name in names.isEmpty ? Bench.names : names { try await bench.measure(name) }
    } catch {
      bench.end()
      throw error
    }
    bench.end()
  }
}
