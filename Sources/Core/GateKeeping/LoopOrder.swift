import AccessModel

/// Which way a vehicle crosses, by the order in which it covers the loops of a lane.
///
/// Outside to inside: arming, presence (under the boom), passage. A lane that has only the middle one still
/// tells that a vehicle came and went, and not which way.
struct LoopOrder: Equatable, Sendable {
  enum Side: Equatable, Sendable {
    case outside, inside, unknown
  }

  enum Event: Equatable, Sendable {
    /// Under the boom now, come from there.
    case came(Side)
    /// The loop under the boom is clear again: through to the other side.
    case crossed
    /// Back to where it came from.
    case turnedBack
  }

  private var arming = LoopState.unknown
  private var presence = LoopState.unknown
  private var passage = LoopState.unknown
  /// The inner loop was seen to become covered, and nobody was let out for it yet.
  private var hasComeInside = false
  /// Where the vehicle that stands under the boom came from.
  private var cameFrom = Side.unknown

  /// The next reading, and what it tells; unknown loops tell nothing.
  mutating func sense(_ reading: BarrierSensed) -> Event? {
    let before = self
    if passage == .clear, reading.passage == .occupied { hasComeInside = true }
    if reading.passage != .occupied { hasComeInside = false }
    (arming, passage) = (reading.arming, reading.passage)
    presence = reading.presence
    switch (before.presence, presence) {
    case (.clear, .occupied):
      cameFrom = side(arming, before.arming, passage, before.passage)
      return .came(cameFrom)
    case (.occupied, .clear):
      // It stands on the loop that it left by, or has just left that as well.
      let left = side(arming, before.arming, passage, before.passage)
      // With one of the two loops alone, a follower on it would look like the vehicle itself.
      let knowsBoth = arming != .unknown && passage != .unknown
      return knowsBoth && left != .unknown && left == cameFrom ? .turnedBack : .crossed
    case (.clear, .clear), (.occupied, .occupied), (.unknown, _), (_, .unknown): return nil
    }
  }

  /// The loop beside the boom that is covered, or was covered a reading ago; both together tell nothing.
  private func side(
    _ arming: LoopState, _ armingBefore: LoopState, _ passage: LoopState, _ passageBefore: LoopState
  ) -> Side {
    let isOutside = arming == .occupied || armingBefore == .occupied
    let isInside = passage == .occupied || passageBefore == .occupied
    switch (isOutside, isInside) {
    case (true, false): return .outside
    case (false, true): return .inside
    case (true, true), (false, false): return .unknown
    }
  }

  var isOccupied: Bool { arming == .occupied || presence == .occupied || passage == .occupied }

  /// Whether a vehicle stands at the inner loop and none under the boom: it wants out.
  ///
  /// Seen to come: what is found covered may be a parked car, or a loop that sticks.
  var waitsInside: Bool { hasComeInside && passage == .occupied && presence == .clear }

  /// It is being let out.
  mutating func letOut() { hasComeInside = false }
}
