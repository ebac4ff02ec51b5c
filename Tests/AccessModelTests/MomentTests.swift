import AccessModel
import Testing

@Suite struct MomentTests {
  @Test func spans_convert() {
    #expect(Span.seconds(3) == .milliseconds(3000))
    #expect(Span.milliseconds(1500).nanoseconds == 1_500_000_000)
    #expect(Span(nanoseconds: 1_999_999).milliseconds == 1)
    #expect(Span(nanoseconds: -1_999_999).milliseconds == -1)
    #expect(Span.seconds(-1) < .zero && .zero < Span.milliseconds(1))
  }

  @Test(arguments: [Int64.max, .max / 1000, .min, .min / 1000])
  func hugeSpans_saturate(count: Int64) {
    let limit = Span(nanoseconds: count > 0 ? .max : .min)
    #expect(Span.seconds(count) == limit)
    #expect(Span.milliseconds(count) == limit)
  }

  @Test func additionAndDistance_areInverse_whereNothingSaturates() {
    var random = SplitMix(state: 11)
    let range = Int64.min / 4...Int64.max / 4
    for _ in 0..<1000 {
      let moment = Moment(nanoseconds: .random(in: range, using: &random))
      let span = Span(nanoseconds: .random(in: range, using: &random))
      #expect((moment + span) - moment == span)
      #expect((moment + span < moment) == (span < .zero))
    }
  }

  @Test func extremes_saturate_insteadOfTrapping() {
    let first = Moment(nanoseconds: .min)
    #expect(Moment.distantFuture + .seconds(1) == .distantFuture)
    #expect(first + .seconds(-1) == first)
    #expect(Moment.distantFuture - first == Span(nanoseconds: .max))
    #expect(first - .distantFuture == Span(nanoseconds: .min))
  }

  @Test func order_neverTurns_howeverHugeTheSpans() {
    var random = SplitMix(state: 12)
    for _ in 0..<1000 {
      let moment = Moment(nanoseconds: .random(in: .min ... .max, using: &random))
      let spans = [0, 1].map { _ in Span(nanoseconds: Int64.random(in: .min ... .max, using: &random)) }
        .sorted()
      #expect(spans.count == 2 && moment + spans[0] <= moment + spans[1])
    }
  }
}
