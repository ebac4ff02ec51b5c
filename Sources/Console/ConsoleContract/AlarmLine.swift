/// One alarm that stands, as the operator reads it.
public struct AlarmLine: Hashable, Sendable, Codable {
  /// Short, to be typed: `gatectl alarms ack 17`.
  public var id: String
  /// `watchlistHit`, `forcedOpen`, `uplinkQuarantine` ...
  public var code: String
  /// `security`, `equipment` ...
  public var alarmClass: String?
  public var priority: String
  /// RFC 3339.
  public var raisedAt: String
  public var ageSeconds: Int64?
  public var lane: String?
  public var device: String?
  /// What it is about.
  public var subject: String?
  public var what: String
  public var cause: String?
  public var consequence: String?
  public var nextStep: String
  /// `unacknowledged`, `acknowledged`, `returned`, `shelved`.
  public var state: String
  /// The alarm that explains it: it is listed under that one.
  public var group: String?
  /// `loud`, `silent`, `listed`.
  public var annunciation: String?
  public var acknowledgedBy: String?
  public var shelvedBy: String?
  public var shelvedUntil: String?
  /// How often it came while it stood.
  public var occurrences: Int?
  /// How often it was told again.
  public var escalations: Int?
  /// Whether the upstream has it; nil where there is no upstream.
  public var isUpstream: Bool?

  /// An alarm that the upstream has not taken for longer is said to be missing there.
  public static let receiptSecondsMax: Int64 = 10

  public init(
    id: String, code: String, alarmClass: String? = nil, priority: String, raisedAt: String,
    ageSeconds: Int64? = nil, lane: String? = nil, device: String? = nil, subject: String? = nil,
    what: String, cause: String? = nil, consequence: String? = nil, nextStep: String, state: String,
    group: String? = nil
  ) {
    self.id = id
    self.code = code
    self.alarmClass = alarmClass
    self.priority = priority
    self.raisedAt = raisedAt
    self.ageSeconds = ageSeconds
    self.lane = lane
    self.device = device
    self.subject = subject
    self.what = what
    self.cause = cause
    self.consequence = consequence
    self.nextStep = nextStep
    self.state = state
    self.group = group
  }
}
