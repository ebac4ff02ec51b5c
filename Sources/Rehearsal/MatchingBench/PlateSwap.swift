internal import Foundation
internal import PlateMatching
internal import Synchronization
internal import WatchlistCache

/// One reader at 100,000 lookups a second, while the table is opened anew and replaced over and over; a round
/// without swaps before each with them tells what the machine does by itself.
struct PlateSwap {
  private let slot: PlateTableSlot
  private let path: String
  private let reads: [String]
  private let report: PlateReport

  private static let lookups = 200_000
  private static let pace: UInt64 = 10_000
  private static let slow: UInt64 = 1_000_000

  init(_ table: PlateTable, path: String, _ reads: [NormalisedPlate], _ report: PlateReport) {
    slot = PlateTableSlot(table)
    self.path = path
    self.reads = reads.map(\.text)
    self.report = report
  }

  func measure() throws {
    var (quiet, rounds): ([Spans], [Spans]) = ([], [])
    var swaps = 0
    for _ in 0..<PlateBench.rounds {
      quiet.append(read())
      let ended = DispatchSemaphore(value: 0)
      let swapper = Swapper(slot: slot, path: path)
      Thread {
        swapper.run()
        ended.signal()
      }.start()
      rounds.append(read())
      swapper.isDone.store(true, ordering: .releasing)
      ended.wait()
      swaps += swapper.swaps.load(ordering: .acquiring)
    }
    report.plain("plate_swap_count", Double(swaps), "swaps")
    report.plain("plate_swap_rate", PlateStopwatch.median(rounds.map(\.perSecond)), "lookups/s")
    report.plain("plate_swap_slowest_without_swaps", quiet.map(\.worst).max() ?? 0, "us")
    report.atMost("plate_swap_slowest_lookup", rounds.map(\.worst).max() ?? .infinity, "us", 1000)
    report.plain("plate_swap_page_faults_without_swaps", Double(quiet.reduce(0) { $0 + $1.faults }), "faults")
    report.plain("plate_swap_page_faults", Double(rounds.reduce(0) { $0 + $1.faults }), "faults")
    let taken = (quiet.reduce(0) { $0 + $1.preempted }, rounds.reduce(0) { $0 + $1.preempted })
    report.note(
      "left out: lookups over 1 ms in which the kernel gave the core to another thread, \(taken.0) without"
        + " and \(taken.1) with swaps")
  }

  private struct Spans {
    var perSecond: Double
    /// Microseconds, of a lookup during which the reader kept its core.
    var worst: Double
    /// Slower than 1 ms, and the core was given to somebody else meanwhile.
    var preempted: Int
    /// Page faults of the reader.
    var faults: Int
  }

  private func read() -> Spans {
    var worst: UInt64 = 0
    var preempted = 0
    let start = PlateStopwatch.now()
    let faults = Self.usage().ru_minflt
    var switches = Self.usage().ru_nivcsw
    for index in 0..<Self.lookups {
      let due = start + UInt64(index) * Self.pace
      var begin = PlateStopwatch.now()
      while begin < due { begin = PlateStopwatch.now() }
      _ = slot.table.exact(reads[index % reads.count], country: "CHN")
      let span = PlateStopwatch.now() - begin
      guard span > worst else { continue }
      let now = Self.usage().ru_nivcsw
      if span > Self.slow, now != switches { preempted += 1 } else { worst = span }
      switches = now
    }
    return Spans(
      perSecond: Double(Self.lookups) / PlateBench.seconds(since: start), worst: Double(worst) / 1000,
      preempted: preempted, faults: Self.usage().ru_minflt - faults)
  }

  /// What the kernel counts of this thread.
  private static func usage() -> rusage {
    var usage = rusage()
    // RUSAGE_THREAD of <bits/resource.h>, which Glibc's module map leaves out.
    getrusage(__rusage_who_t(1), &usage)
    return usage
  }
}

/// Opens the file and puts it in place of the table in use, until told to stop.
private final class Swapper: Sendable {
  private let slot: PlateTableSlot
  private let path: String
  let isDone = Atomic(false)
  let swaps = Atomic(0)

  init(slot: PlateTableSlot, path: String) {
    self.slot = slot
    self.path = path
  }

  func run() {
    while !isDone.load(ordering: .acquiring) {
      guard let table = try? PlateIndexFile.open(path) else { continue }
      slot.replace(by: table)
      swaps.add(1, ordering: .releasing)
      usleep(20_000)
    }
  }
}
