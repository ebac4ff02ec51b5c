/// A point on the monotonic clock: orders events and measures spans; never printed as a date.
public struct Moment: Hashable, Comparable, Sendable {
  /// Nanoseconds since an arbitrary start (the machine's boot, or a test's zero).
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static let zero = Moment(nanoseconds: 0)
  public static let distantFuture = Moment(nanoseconds: .max)

  public static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }

  /// Saturates instead of trapping, so that a hostile span cannot stop the loop.
  public static func + (left: Moment, span: Span) -> Moment {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(span.nanoseconds)
    return Moment(nanoseconds: overflow ? (span.nanoseconds > 0 ? .max : .min) : sum)
  }

  public static func - (left: Moment, right: Moment) -> Span {
    let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
    return Span(nanoseconds: overflow ? (left > right ? .max : .min) : difference)
  }
}

/// A length of time on the monotonic clock.
public struct Span: Hashable, Comparable, Sendable {
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static let zero = Span(nanoseconds: 0)

  public static func milliseconds(_ count: Int64) -> Span { Span(nanoseconds: scaled(count, by: 1_000_000)) }
  public static func seconds(_ count: Int64) -> Span { Span(nanoseconds: scaled(count, by: 1_000_000_000)) }

  /// The span in whole milliseconds, rounded towards zero.
  public var milliseconds: Int64 { nanoseconds / 1_000_000 }

  public static func - (left: Span, right: Span) -> Span {
    let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
    return Span(nanoseconds: overflow ? (left > right ? .max : .min) : difference)
  }

  public static func + (left: Span, right: Span) -> Span {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return Span(nanoseconds: overflow ? (right.nanoseconds > 0 ? .max : .min) : sum)
  }

  public static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }

  private static func scaled(_ count: Int64, by factor: Int64) -> Int64 {
    let (product, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? (count > 0 ? .max : .min) : product
  }
}

/// What the clocks say at one input; the only time that Core ever sees.
public struct Now: Hashable, Sendable {
  /// Orders and measures.
  public let moment: Moment
  /// What people and other machines call this time.
  public let civil: CivilTime
  /// Whether the box believes its own civil clock (kernel clock state); recorded with each decision.
  public let clockIsSynchronised: Bool

  public init(moment: Moment, civil: CivilTime, clockIsSynchronised: Bool = true) {
    self.moment = moment
    self.civil = civil
    self.clockIsSynchronised = clockIsSynchronised
  }
}
