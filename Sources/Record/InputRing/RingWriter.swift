public import AccessModel
internal import Dispatch
internal import Synchronization

/// The newest inputs of the loop with their moments, on disk beside the journal: what a replay is made of.
///
/// The loop hands over now and then and goes on; a queue of the ring's own packs and writes. Nothing is
/// synchronised: what the system had not written when the power went is missing, and so is the last second of
/// a daemon that was killed.
public final class RingWriter: Sendable {
  let pen: Mutex<RingPen>
  let queue = DispatchQueue(label: "input-ring")
  private let wants = Atomic<Bool>(false)
  private let waiting = Atomic<Int>(0)
  let held = Mutex(Held())
  private let isFlushDue = Atomic<Bool>(false)

  /// Turns that the loop has not handed over yet, and the number of the next one.
  struct Held {
    var turns: [Turn] = []
    var inputs = 0
    var next: UInt64 = 0
  }

  struct Turn {
    var traced: TracedTurn
    var number: UInt64
    /// Of the segment that begins behind it.
    var opening: SegmentOpening?
  }

  /// Waking the queue costs more than a turn: the loop does it once for so many inputs, or so much time.
  public static let heldInputsMax = 64
  public static let heldSpan = Span.milliseconds(250)
  /// Hand-overs that wait to be packed; beyond it turns are left out, and a new segment begins.
  public static let waitingMax = 256
  /// What waits is written after this time at the latest.
  public static let flushSeconds = 1
  /// After the disk refused, the next try.
  public static let retry = Span.seconds(60)

  /// A segment that began later than now by this much was dated by a wrong clock.
  static let clockSlack = Span.seconds(3600)

  /// Sizes of one ring.
  public struct Limits: Hashable, Sendable {
    /// All segments together.
    public var bytes: Int
    public var segmentBytes: Int
    /// A segment goes as a whole when its oldest turn is past its time, so it is short beside that time.
    public var segmentSpan: Span
    public var bufferBytes = 64 << 10

    public init(bytes: Int, retention: Span) {
      self.bytes = bytes
      segmentBytes = min(max(bytes / 16, 64 << 10), 16 << 20)
      segmentSpan = min(Span(nanoseconds: retention.nanoseconds / 16), .seconds(3600))
    }
  }

  /// Begins a run; `onTrouble` is told once when the ring gives up, and nil when it goes on.
  public init(
    folder: RingFolder, limits: Limits, layout: SiteLayout, opening: SegmentOpening, at now: Now,
    onTrouble: @escaping @Sendable (InputRingError?) -> Void
  ) {
    pen = Mutex(RingPen(folder, limits: limits, layout: layout, onTrouble: onTrouble))
    queue.async { [self] in
      pen.withLock {
        $0.find()
        $0.open(opening, at: now)
      }
      review(at: now.moment)
    }
  }

  /// Whether the next turn is to bring the opening of a segment.
  public var wantsOpening: Bool { wants.load(ordering: .relaxed) }

  /// Takes a turn, in order, and returns at once; nil for a turn in which nothing was told.
  public func append(_ turn: TracedTurn?, thenOpen opening: SegmentOpening?, at now: Moment) {
    if opening != nil { wants.store(false, ordering: .relaxed) }
    let due = held.withLock { held in
      if let turn {
        held.turns.append(Turn(traced: turn, number: held.next, opening: opening))
        held.next &+= 1
        held.inputs += turn.inputs.count
      }
      return Self.takeDue(&held, at: now, isForced: opening != nil)
    }
    handOver(due)
  }

  private static func takeDue(_ held: inout Held, at now: Moment, isForced: Bool) -> [Turn] {
    guard let first = held.turns.first else { return [] }
    guard isForced || held.inputs >= heldInputsMax || now - first.traced.now.moment >= heldSpan else {
      return []
    }
    defer { (held.turns, held.inputs) = ([], 0) }
    return held.turns
  }

  private func handOver(_ turns: [Turn]) {
    guard let last = turns.last?.traced.now.moment, waiting.load(ordering: .relaxed) < Self.waitingMax else {
      return
    }
    waiting.add(1, ordering: .relaxed)
    queue.async { [self] in
      pen.withLock { pen in
        for turn in turns { pen.write(turn.traced, number: turn.number, opening: turn.opening) }
      }
      waiting.subtract(1, ordering: .relaxed)
      review(at: last)
      flushSoon(at: last)
    }
  }

  /// Deletes all that is older, a little that is younger, and what a wrong clock dated in the future.
  public func letGo(before time: CivilTime, at now: CivilTime) {
    queue.async { [self] in pen.withLock { $0.letGo { $0 < time || $0 - now > Self.clockSlack } } }
  }

  /// Waits until all that was appended is packed.
  package func settle() {
    handOver(held.withLock { Self.takeDue(&$0, at: .zero, isForced: true) })
    queue.sync {}
  }

  /// Writes what waits, and ends.
  public func close() {
    settle()
    queue.sync { pen.withLock { $0.closeSegment() } }
  }

  private func review(at now: Moment) {
    if pen.withLock({ $0.wantsOpening(at: now) }) { wants.store(true, ordering: .relaxed) }
  }

  private func flushSoon(at now: Moment) {
    guard !isFlushDue.exchange(true, ordering: .relaxed) else { return }
    queue.asyncAfter(deadline: .now() + .seconds(Self.flushSeconds)) { [self] in
      isFlushDue.store(false, ordering: .relaxed)
      pen.withLock { $0.flush(at: now) }
    }
  }
}
