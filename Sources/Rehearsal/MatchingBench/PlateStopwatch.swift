internal import Foundation

/// Spans in microseconds.
enum PlateStopwatch {
  @inline(__always)
  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000
      &+ UInt64(truncatingIfNeeded: time.tv_nsec)
  }

  /// What two readings of the clock cost, in nanoseconds: the least of many.
  static let overhead: UInt64 =
    (0..<1000).map { _ in
      let start = now()
      return now() - start
    }.min() ?? 0

  /// The middle and the hundredth worst of single spans, without the clock's own cost.
  static func ranks(_ nanoseconds: [UInt64]) -> (p50: Double, p99: Double) {
    let sorted = nanoseconds.sorted()
    func rank(_ share: Double) -> Double {
      let span = sorted[Int(Double(sorted.count - 1) * share)]
      return Double(span - min(span, overhead)) / 1000
    }
    return (rank(0.5), rank(0.99))
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }
}
