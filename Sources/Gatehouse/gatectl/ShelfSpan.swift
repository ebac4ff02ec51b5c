import ArgumentParser
import ConsoleContract

/// `90s`, `30m`, `2h`: how long an alarm is put aside.
struct ShelfSpan: ExpressibleByArgument, Hashable {
  let seconds: Int

  init?(argument: String) {
    let factor: Int
    switch argument.last {
    case "s": factor = 1
    case "m": factor = 60
    case "h": factor = 3600
    default: return nil
    }
    guard let count = Int(argument.dropLast()), count > 0 else { return nil }
    let (seconds, overflow) = count.multipliedReportingOverflow(by: factor)
    guard !overflow, seconds <= ControlLine.shelveSecondsMax else { return nil }
    self.seconds = seconds
  }
}
