/// What a site wants of its alarms.
public struct AlarmRules: Hashable, Sendable {
  /// A critical alarm that nobody acknowledged is told again after each such span; nil: never.
  public var escalateAfter: Span?
  /// Nobody shelves an alarm for longer.
  public var shelveMax: Span
  /// More alarms than this within `floodSpan` are a flood.
  public var floodCount: Int
  public var floodSpan: Span
  /// A hit that nobody decides ends so long after it was claimed.
  public var hitLapse: Span

  public init(
    escalateAfter: Span? = .seconds(300), shelveMax: Span = .seconds(12 * 3600), floodCount: Int = 20,
    floodSpan: Span = .seconds(60), hitLapse: Span = .seconds(3600)
  ) {
    self.escalateAfter = escalateAfter
    self.shelveMax = shelveMax
    self.floodCount = floodCount
    self.floodSpan = floodSpan
    self.hitLapse = hitLapse
  }
}
