/// One claim that waits for people: all that they need to decide it, on one screen.
public struct HitLine: Hashable, Sendable, Codable {
  /// One picture of the vehicle.
  public struct Image: Hashable, Sendable, Codable {
    /// `plate`, `vehicle`, `scene`, `other`.
    public var role: String
    public var path: String

    public init(role: String, path: String) {
      self.role = role
      self.path = path
    }
  }

  /// What one person has said already.
  public struct Voice: Hashable, Sendable, Codable {
    public var name: String
    public var verifies: Bool
    public var reason: String

    public init(name: String, verifies: Bool, reason: String) {
      self.name = name
      self.verifies = verifies
      self.reason = reason
    }
  }

  /// What the list says.
  public struct Claim: Hashable, Sendable, Codable {
    public var list: String
    public var version: String
    public var listAgeHours: Int64
    public var entry: String
    public var plate: String
    public var purpose: String
    public var authority: String
    public var reference: String
    /// nil for a look-alike: it permits nothing.
    public var permittedAction: String?
    public var validUntil: String?

    public init(
      list: String, version: String, listAgeHours: Int64, entry: String, plate: String, purpose: String,
      authority: String, reference: String, permittedAction: String?, validUntil: String?
    ) {
      self.list = list
      self.version = version
      self.listAgeHours = listAgeHours
      self.entry = entry
      self.plate = plate
      self.purpose = purpose
      self.authority = authority
      self.reference = reference
      self.permittedAction = permittedAction
      self.validUntil = validUntil
    }
  }

  /// Short, to be typed: `gatectl hits show 3-17`.
  public var id: String
  public var lane: String
  public var accessPoint: String
  /// RFC 3339.
  public var claimedAt: String
  public var ageSeconds: Int64
  public var lapsesInSeconds: Int64
  /// False for a read that came late: the vehicle may be gone.
  public var isLive: Bool
  /// As it was read.
  public var plate: String
  /// In words; `none` where the plates are equal.
  public var difference: String
  public var claim: Claim
  public var images: [Image]
  public var verifiersMin: Int
  public var voices: [Voice]
  /// What may be done, and nothing else.
  public var offer: String

  public init(
    id: String, lane: String, accessPoint: String, claimedAt: String, ageSeconds: Int64,
    lapsesInSeconds: Int64, isLive: Bool, plate: String, difference: String, claim: Claim, images: [Image],
    verifiersMin: Int, voices: [Voice], offer: String
  ) {
    self.id = id
    self.lane = lane
    self.accessPoint = accessPoint
    self.claimedAt = claimedAt
    self.ageSeconds = ageSeconds
    self.lapsesInSeconds = lapsesInSeconds
    self.isLive = isLive
    self.plate = plate
    self.difference = difference
    self.claim = claim
    self.images = images
    self.verifiersMin = verifiersMin
    self.voices = voices
    self.offer = offer
  }
}

/// How the claims of one list ended so far.
public struct HitCounts: Hashable, Sendable, Codable {
  public var list: String
  /// False counts plates that only look alike.
  public var isExact: Bool
  public var pending: UInt64
  public var verified: UInt64
  public var rejected: UInt64
  public var lapsed: UInt64

  public init(
    list: String, isExact: Bool, pending: UInt64, verified: UInt64, rejected: UInt64, lapsed: UInt64
  ) {
    self.list = list
    self.isExact = isExact
    self.pending = pending
    self.verified = verified
    self.rejected = rejected
    self.lapsed = lapsed
  }
}
