public import AccessModel

/// What a commit made of one entry.
public struct RecordedEvent: Hashable, Sendable {
  /// Row number: rises by one with each event, never used twice.
  public var id: Int64
  /// Unique for ever, the `id` of the forwarded envelope.
  public var eventID: String
  public var stream: String
  /// Nil when the event is not forwarded.
  public var sequence: Int64?
}

/// One event as it is kept.
public struct StoredEvent: Hashable, Sendable {
  public var id: Int64
  public var eventID: String
  public var stream: String
  public var sequence: Int64?
  public var type: String
  public var subject: String?
  /// What ties it to others.
  public var topic: String?
  public var time: CivilTime
  public var recordedAt: CivilTime
  public var isUnlisted: Bool
  /// JSON.
  public var data: [UInt8]
  public var evidence: [String]
}

/// One envelope that upstream has not acknowledged.
public struct OutboxRow: Hashable, Sendable {
  public var sequence: Int64
  public var recordedAt: CivilTime
  /// The bytes that go on the wire.
  public var envelope: [UInt8]
}

/// What one stream still owes to upstream.
public struct StreamBacklog: Hashable, Sendable {
  public var stream: String
  public var pending: Int
  /// Poison rows that were moved aside and not yet purged.
  public var quarantined: Int
  /// Highest sequence ever assigned; 0 before the first.
  public var lastSequence: Int64
  /// Lowest pending sequence; nil when nothing is pending.
  public var firstSequence: Int64?
  public var oldestRecordedAt: CivilTime?
}

/// What one call of `purge` did.
public struct PurgeReport: Hashable, Sendable {
  public var events = 0
  /// Undelivered envelopes that now carry the redacted form.
  public var redacted = 0
  /// Evidence files to delete. They are named again after a crash, until the next call of `purge` says that
  /// this answer was acted on.
  public var evidence: [String] = []
  /// More is due than one call may touch: call again soon.
  public var hasMore = false
}
