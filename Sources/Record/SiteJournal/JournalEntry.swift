public import AccessModel

/// One fact to record and, perhaps, to forward.
public struct JournalEntry: Sendable {
  /// Largest `data`, `forwarded` or `redacted`, in bytes.
  public static let dataBytesMax = 1 << 20

  /// The stream that its sequence counts in, such as a lane.
  public var stream: String
  /// CloudEvents `type`.
  public var type: String
  /// When it happened.
  public var time: CivilTime
  /// CloudEvents `subject`; survives redaction, so it must never hold a plate.
  public var subject: String?
  /// What ties it to others, such as the decision that it belongs to; never a plate.
  public var topic: String?
  /// A read of a plate on no list: gone after the unlisted retention (P10).
  public var isUnlisted: Bool
  /// The JSON that is kept here.
  public var data: [UInt8]
  /// The JSON that goes upstream; nil is not forwarded and takes no sequence.
  public var forwarded: [UInt8]?
  /// `forwarded` names an unlisted plate, so an undelivered row is redacted after the unlisted retention.
  public var forwardedExpires: Bool
  /// What takes the place of `forwarded` then; nil is an empty object.
  public var redacted: [UInt8]?
  /// File names in the evidence store that live as long as this event.
  public var evidence: [String]

  public init(
    stream: String, type: String, time: CivilTime, subject: String? = nil, topic: String? = nil,
    isUnlisted: Bool = false, data: [UInt8], forwarded: [UInt8]? = nil, forwardedExpires: Bool = false,
    redacted: [UInt8]? = nil,
    evidence: [String] = []
  ) {
    self.stream = stream
    self.type = type
    self.time = time
    self.subject = subject
    self.topic = topic
    self.isUnlisted = isUnlisted
    self.data = data
    self.forwarded = forwarded
    self.forwardedExpires = forwardedExpires
    self.redacted = redacted
    self.evidence = evidence
  }
}

/// All that the envelope of one forwarded event is made of.
public struct EnvelopeFacts: Hashable, Sendable {
  /// Unique for ever: the journal's id, a hyphen, the event's row number.
  public var id: String
  public var stream: String
  /// Contiguous within the stream, from 1.
  public var sequence: Int64
  public var type: String
  public var subject: String?
  public var time: CivilTime
  public var recordedAt: CivilTime
  /// JSON.
  public var data: [UInt8]
}
