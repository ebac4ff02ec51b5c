import ArgumentParser
import Foundation
import GateSimulation

/// `gatesim SEED`.
struct SeedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seed",
    abstract: "Play a whole site under one seed in virtual time, and hold it to its promises.",
    discussion: """
      gatesim 42 is gatesim seed 42. A broken promise is one line with its seed and step, and exit code 1;
      --until STEP stops there. --shrink looks for the fewest kinds of fault and the fewest inputs that
      still break it, and prints them in the form of Tests/GateKeepingTests/Cases.
      """)

  @Argument(help: "The seed that everything is drawn from.")
  var seed: UInt64

  @Option(help: "Stop after so many steps of the keeper.")
  var until: Int?

  @Option(help: "Only these kinds of fault, separated by commas: \(FaultKind.names).")
  var only: String?

  @Flag(help: "Look for the shortest way to break the promise.")
  var shrink = false

  func validate() throws {
    for name in only?.split(separator: ",") ?? [] where FaultKind(rawValue: String(name)) == nil {
      throw ValidationError("no fault is called \(name); there are: \(FaultKind.names)")
    }
  }

  func run() throws {
    let folder = SimulationFolder.path
    defer { SimulationFolder.remove() }
    if shrink { return try shrinkIt(folder) }
    let faults = only.map { Set($0.split(separator: ",").compactMap { FaultKind(rawValue: String($0)) }) }
    let run = SiteRun(seed: seed, folder: folder, only: faults, stepsMax: until ?? .max)
    do {
      let report = try run.play()
      print("seed \(seed): \(report.days) days, \(report.steps) steps, \(report.boots) starts, no violation")
    } catch {
      print(error)
      throw ExitCode(1)
    }
  }

  private func shrinkIt(_ folder: String) throws {
    guard let result = Shrinker(seed: seed, folder: folder).shrink() else {
      return print("seed \(seed) breaks no promise")
    }
    print(result.violation)
    print("it needs \(result.faults.map(\.rawValue).joined(separator: ","))")
    print(
      result.caseText ?? "the keeper alone keeps its promises: it is the shell, the journal or the uplink")
    throw ExitCode(1)
  }
}

extension FaultKind {
  static var names: String { allCases.map(\.rawValue).joined(separator: ",") }
}
