internal import AccessModel

/// A board's own clock for one output: what is written starts a pulse that the board ends by itself.
struct BoardTimer: Hashable, Sendable {
  /// The write that starts it.
  var start: WireAddress
  /// Where the length goes beforehand; nil when the start's own value is the length.
  var length: WireAddress?
  /// Where the number of pulses goes beforehand, always one.
  var count: WireAddress?
  /// What the length counts.
  var tickMilliseconds: Int

  /// Vendors keep the length in 15 or 16 bits.
  static let ticksMax = 0x7FFF
  static let tickMillisecondsRange = 1...60_000

  /// Rounded up: nobody is locked out early; nil when the board cannot count so far.
  func ticks(for span: Span) -> UInt16? {
    let tick = Int64(tickMilliseconds)
    let ticks = max(span.milliseconds, 1).addingReportingOverflow(tick - 1).partialValue / tick
    return (1...Int64(Self.ticksMax)).contains(ticks) ? UInt16(clamping: ticks) : nil
  }

  /// The same clock of the output that is so many channels further.
  func shifted(by channels: Int) -> BoardTimer {
    BoardTimer(
      start: start.shifted(by: channels), length: length?.shifted(by: channels),
      count: count?.shifted(by: channels), tickMilliseconds: tickMilliseconds)
  }
}

extension WireAddress {
  func shifted(by channels: Int) -> WireAddress { WireAddress(table: table, address: address + channels) }
}
