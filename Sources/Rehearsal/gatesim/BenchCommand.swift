import ArgumentParser
import FieldBench
import FieldDoubles
import Foundation
import JudgementBench
import MatchingBench

/// `gatesim bench`.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure a real gatehoused against its goals, beside what this machine can do at best.",
    discussion: """
      Prints one line for each figure: bench NAME VALUE UNIT goal <=|>= THRESHOLD ok|short
      Names: \(Bench.names.joined(separator: " ")). Without a name, all of them run.
      field: polling beside bare libmodbus, what 64 devices cost, 32 readers on one line, and from a card to \
      the lock's relay; only when named.
      judgement: decisions of the core and simulated site-years, a minute and a half; only when named.
      matching: plate and template lookups beside their peers; some minutes, only when named.
      Exits 0 whether goals are met or not; 1 when something could not be measured.
      """)

  @Option(help: "The daemon. Default: beside gatesim.")
  var gatehoused = "gatehoused"

  @Option(help: "The folder of device profiles.")
  var profiles = "DeviceProfiles"

  @Option(help: "Folder for the site; what is in it from an earlier run is removed.")
  var folder = "/tmp/gatehouse-bench"

  @Option(help: "A Python with the peers' packages, for matching (Tests/Peers/requirements-matching.txt).")
  var python: String?

  @Argument(help: "Which figures.")
  var names: [String] = []

  /// Figures come minutes apart: each is shown as soon as it is there.
  private static func show(_ line: String) {
    print(line)
    fflush(nil)
  }

  func validate() throws {
    let known = Bench.names + Bench.alone
    for name in names where !known.contains(name) {
      throw ValidationError("no figure is called \(name); there are: \(known.joined(separator: " "))")
    }
  }

  func run() async throws {
    if names.contains(Bench.matching) {
      try await PlateBench.run(python: python, print: Self.show)
      try await TemplateBench.run(python: python, print: Self.show)
    }
    if names.contains(Bench.field) {
      try BusBench.run(print: Self.show)
      try LineBench.run(print: Self.show)
    }
    if names.contains(Bench.judgement) {
      DecisionBench.run(print: Self.show)
      defer { SimulationFolder.remove() }
      Self.show(SimulateCommand.benchLine(seconds: 60))
    }
    var names = names.filter { !Bench.alone.contains($0) }
    if self.names.contains(Bench.field) { names.append(Bench.cards) }
    if names.isEmpty, !self.names.isEmpty { return }
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
