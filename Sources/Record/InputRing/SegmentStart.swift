public import AccessModel
import GateKeeping

/// From where a replay can begin: the first record of each segment.
///
/// At the start of a run it is all that the run began with, and a replay from it is exact. In the middle of
/// one the keeper also knew who stood before it: that comes back as time goes on (`RingWalk.settling`).
public struct SegmentStart: Sendable {
  /// What the loop tells of its keeper.
  public var opening: SegmentOpening
  /// Counts the turns of the run: of the first one that follows.
  public var turn: UInt64
  public var now: Now
  public var settings: RecordedSettings
  public var lists: [ListEdition]
  public var credentials: ListEdition?
  /// What sensors and devices said last, and that the journal is out where it is.
  public var standing: [RecordedInput]
}

/// What a segment begins with, as the loop knows it.
public struct SegmentOpening: Sendable {
  public var run: UInt32
  /// Nothing went before it in this run.
  public var isRunStart: Bool
  public var numbersUsed: UInt64
  /// `KeptState` in the form of the journal's snapshots.
  public var kept: [UInt8]

  public init(run: UInt32, isRunStart: Bool, numbersUsed: UInt64, kept: [UInt8]) {
    self.run = run
    self.isRunStart = isRunStart
    self.numbersUsed = numbersUsed
    self.kept = kept
  }
}

extension SegmentStart {
  static func packed(
    _ opening: SegmentOpening, turn: UInt64, now: Now, settings: RecordedSettings, lists: [ListEdition],
    credentials: ListEdition?, standing: [GateInput]
  ) -> [UInt8] {
    var head = PackedBytes(at: .origin)
    head.byte(RecordKind.start.rawValue)
    head.time(now)
    var body = PackedBytes(at: now)
    body.number(UInt64(opening.run))
    body.flag(opening.isRunStart)
    body.number(opening.numbersUsed)
    body.raw(opening.kept)
    body.number(turn)
    body.write(settings)
    body.list(lists) { $0.write($1) }
    body.optional(credentials) { $0.write($1) }
    body.list(standing) { $0.write($1) { _ in nil } }
    return head.bytes + body.bytes
  }

  /// Reads what follows the kind of the record.
  init(_ reader: inout PackedReader) throws(RecordFault) {
    reader.now = .origin
    now = try reader.time()
    reader.now = now
    opening = SegmentOpening(
      run: UInt32(clamping: try reader.number()), isRunStart: try reader.flag(),
      numbersUsed: try reader.number(), kept: try reader.raw())
    turn = try reader.number()
    settings = try reader.settings()
    lists = try reader.editions()
    credentials = try reader.optional { reader throws(RecordFault) in try reader.edition() }
    standing = try reader.list { reader throws(RecordFault) in try reader.input() }
    guard reader.isAtEnd else { throw .malformed("more than a start") }
  }
}
