internal import Foundation
internal import PlateMatching
internal import Synchronization
internal import WatchlistCache

/// One reader at 100,000 lookups a second, while the table is opened anew and replaced over and over.
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
    let quiet = (0..<PlateBench.rounds).map { _ in read() }
    let ended = DispatchSemaphore(value: 0)
    let swapper = Swapper(slot: slot, path: path)
    Thread {
      swapper.run()
      ended.signal()
    }.start()
    let rounds = (0..<PlateBench.rounds).map { _ in read() }
    swapper.isDone.store(true, ordering: .releasing)
    ended.wait()
    report.plain("plate_swap_count", Double(swapper.swaps.load(ordering: .acquiring)), "swaps")
    report.plain(
      "plate_swap_rate", PlateStopwatch.median(rounds.map(\.perSecond)), "lookups/s")
    report.plain("plate_swap_slowest_without_swaps", quiet.map(\.worst).max() ?? 0, "us")
    report.atMost("plate_swap_slowest_lookup", rounds.map(\.worst).max() ?? .infinity, "us", 1000)
    let taken = rounds.reduce(0) { $0 + $1.preempted }
    if taken > 0 {
      report.note(
        "\(taken) lookups over 1 ms in which the kernel gave the core to another thread are left out")
    }
  }

  private struct Spans {
    var perSecond: Double
    /// Microseconds, of a lookup during which the reader kept its core.
    var worst: Double
    /// Slower than 1 ms, and the core was given to somebody else meanwhile.
    var preempted: Int
  }

  private func read() -> Spans {
    var worst: UInt64 = 0
    var preempted = 0
    let start = PlateStopwatch.now()
    var switches = Self.switches()
    for index in 0..<Self.lookups {
      let due = start + UInt64(index) * Self.pace
      var begin = PlateStopwatch.now()
      while begin < due { begin = PlateStopwatch.now() }
      _ = slot.table.exact(reads[index % reads.count], country: "CHN")
      let span = PlateStopwatch.now() - begin
      guard span > worst else { continue }
      let now = Self.switches()
      if span > Self.slow, now != switches { preempted += 1 } else { worst = span }
      switches = now
    }
    return Spans(
      perSecond: Double(Self.lookups) / PlateBench.seconds(since: start), worst: Double(worst) / 1000,
      preempted: preempted)
  }

  /// How often the kernel took the core from this thread.
  private static func switches() -> Int {
    var usage = rusage()
    // RUSAGE_THREAD of <bits/resource.h>, which Glibc's module map leaves out.
    getrusage(__rusage_who_t(1), &usage)
    return usage.ru_nivcsw
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
