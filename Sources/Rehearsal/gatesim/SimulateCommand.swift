import ArgumentParser
import Foundation
import GateSimulation

/// `gatesim simulate`.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Play many seeds; exit code 1 when one of them breaks a promise or the goal is missed.",
    discussion: "Each violation is one line with its seed. With --coverage, pairs of state and input too.")

  @Option(help: "The first seed.")
  var first: UInt64 = 1

  @Option(help: "How many seeds, at most.")
  var seeds = 1000

  @Option(help: "How long, in seconds; a seed that was begun is finished.")
  var seconds = 300.0

  @Option(help: "Fail when fewer seeds were played.")
  var seedsMin = 0

  @Option(help: "Fail when fewer site-years were played.")
  var yearsMin = 0.0

  @Flag(help: "Print which pairs of state and input were not met.")
  var coverage = false

  func run() throws {
    defer { SimulationFolder.remove() }
    let start = ContinuousClock.now
    let campaign = Campaign(first: first, seeds: seeds, secondsMax: seconds, folder: SimulationFolder.path)
    let outcome = campaign.play { violation in print(violation) }
    let minutes = (ContinuousClock.now - start) / .seconds(60)
    if coverage { for line in outcome.coverage.lines { print(line) } }
    let rate = Self.text(outcome.years / minutes)
    print(
      "\(outcome.seeds) seeds, \(Self.text(outcome.years)) site-years, \(outcome.steps) steps, "
        + "\(outcome.boots) starts, \(rate) site-years a minute, \(outcome.violations.count) violations")
    let isShort = outcome.seeds < seedsMin || outcome.years < yearsMin
    if seedsMin > 0 || yearsMin > 0 {
      print("goal >= \(seedsMin) seeds and >= \(Self.text(yearsMin)) site-years \(isShort ? "short" : "ok")")
    }
    guard outcome.violations.isEmpty, !isShort else { throw ExitCode(1) }
  }

  /// One line for `make bench BENCH=judgement`.
  static func benchLine(seconds: Double) -> String {
    let start = ContinuousClock.now
    let campaign = Campaign(first: 1, seeds: 100_000, secondsMax: seconds, folder: SimulationFolder.path)
    let years = campaign.play { print($0) }.years
    let rate = years / ((ContinuousClock.now - start) / .seconds(60))
    return "bench simulated_site_years_per_minute \(text(rate)) years/min goal >= 5 "
      + (rate >= 5 ? "ok" : "short")
  }

  private static func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}

/// Where the journals of simulated sites lie: in memory where there is such a place.
enum SimulationFolder {
  static let path: String = {
    let isShared = FileManager.default.fileExists(atPath: "/dev/shm")
    let root = isShared ? "/dev/shm" : FileManager.default.temporaryDirectory.path
    return "\(root)/gatesim-\(ProcessInfo.processInfo.processIdentifier)"
  }()

  static func remove() { try? FileManager.default.removeItem(atPath: path) }
}
