package import AccessModel

extension UplinkForwarder {
  /// A wait before the next attempt.
  package struct Pause: Equatable {
    package var atLeast: Span
    package var jitterMax: Span

    /// The wait for a random fraction from 0 to 1.
    package func span(fraction: Double) -> Span {
      let jitter = Double(jitterMax.nanoseconds) * min(max(fraction, 0), 1)
      return Span(
        nanoseconds: atLeast.nanoseconds + (Int64(exactly: jitter.rounded()) ?? jitterMax.nanoseconds))
    }
  }
}
