internal import AccessModel

extension Span {
  static func + (left: Span, right: Span) -> Span {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return Span(nanoseconds: overflow ? .max : sum)
  }
}
