public import AccessModel
internal import Dispatch
internal import Foundation

/// The machine's monotonic clock, the same in every process: spans across processes may be measured with
/// it.
public enum MonotonicClock {
  /// Nanoseconds of `CLOCK_MONOTONIC`.
  public static func now() -> Moment {
    Moment(nanoseconds: Int64(clamping: DispatchTime.now().uptimeNanoseconds))
  }
}

extension CivilTime {
  /// What this machine's clock says.
  public static func now() -> CivilTime {
    CivilTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }
}
