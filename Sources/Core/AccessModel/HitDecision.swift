/// How a claim ended (P8).
public struct HitDecision: Hashable, Sendable {
  public var hit: WatchlistHit
  public var outcome: HitOutcome
  /// Who said so, and why, in the order of speaking; nobody for a lapsed one.
  public var voices: [HitVoice]

  public init(hit: WatchlistHit, outcome: HitOutcome, voices: [HitVoice]) {
    self.hit = hit
    self.outcome = outcome
    self.voices = voices
  }
}

/// Every end that a claim can have.
public enum HitOutcome: String, Hashable, Sendable, CaseIterable {
  case verified, rejected, lapsed
}

/// What one named person says of a claim.
public struct HitVoice: Hashable, Sendable {
  public var operatorName: String
  /// It is the vehicle that the list means.
  public var verifies: Bool
  public var reason: String

  public init(operatorName: String, verifies: Bool, reason: String) {
    self.operatorName = operatorName
    self.verifies = verifies
    self.reason = reason
  }
}

/// How the claims of one list ended so far: its error rate.
public struct HitTally: Hashable, Sendable {
  public var list: ListID
  /// Claims of equal plates; false counts those of plates that only look alike.
  public var isExact: Bool
  public var verified: UInt64
  public var rejected: UInt64
  public var lapsed: UInt64

  public init(list: ListID, isExact: Bool, verified: UInt64 = 0, rejected: UInt64 = 0, lapsed: UInt64 = 0) {
    self.list = list
    self.isExact = isExact
    self.verified = verified
    self.rejected = rejected
    self.lapsed = lapsed
  }
}
