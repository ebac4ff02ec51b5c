public import AccessModel

/// How long a round over all readers of a line takes, when each is polled once and has nothing to say.
public struct LineOccupancy: Hashable, Sendable {
  /// From the first bit of the mark to the line's silence after the answer.
  public let exchange: Span
  /// After which each reader has been polled once.
  public let round: Span

  /// `turnaround` is what a reader takes to begin its answer.
  public init(readers: Int, baud: Int, isSecure: Bool, turnaround: Span = .milliseconds(5)) {
    // Header, code and CRC; in the channel also the block and the MAC. The mark goes before both.
    let frameBytes = Frame.headerBytes + 1 + 2 + (isSecure ? 2 + Frame.macBytes : 0) + 1
    let wire = Self.wireTime(of: 2 * frameBytes + 2, baud: baud)
    exchange = Span(nanoseconds: wire.nanoseconds + turnaround.nanoseconds)
    round = Span(nanoseconds: exchange.nanoseconds * Int64(max(readers, 0)))
  }

  /// Ten bits a byte.
  static func wireTime(of count: Int, baud: Int) -> Span {
    Span(nanoseconds: Int64(count) * 10 * 1_000_000_000 / Int64(max(baud, 1)))
  }
}
