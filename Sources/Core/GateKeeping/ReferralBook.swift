public import AccessModel

/// A decision that waits for an operator, or for what it lacks.
public struct Referral: Hashable, Sendable {
  public var decision: AccessDecision
  /// nil at a door.
  public var lane: LaneID?
  /// By the monotonic clock; then the access point's own rule decides.
  public var until: Moment
  /// The read that it came from; nil where a credential alone was shown.
  var read: PlateRead?
  /// When it was last seen, or its credential shown.
  var seenAt: Moment
  var isUnlisted: Bool
  var subjects: [AreaSubject]
}

/// What is referred at this moment.
struct ReferralBook: Equatable, Sendable {
  private(set) var referrals: [Referral] = []

  /// A newer one at the same access point is about the vehicle that stands there now: one for each.
  mutating func open(_ referral: Referral) {
    referrals.removeAll { $0.decision.accessPoint == referral.decision.accessPoint }
    referrals.append(referral)
  }

  mutating func close(_ decision: String) -> Referral? {
    guard let index = referrals.firstIndex(where: { $0.decision.id == decision }) else { return nil }
    return referrals.remove(at: index)
  }

  /// Another message of the same vehicle.
  mutating func see(_ decision: String, at moment: Moment) {
    for index in referrals.indices where referrals[index].decision.id == decision {
      referrals[index].seenAt = moment
    }
  }

  /// Somebody else stands there now.
  mutating func leave(_ accessPoint: AccessPointID) {
    if !referrals.isEmpty { referrals.removeAll { $0.decision.accessPoint == accessPoint } }
  }

  mutating func due(_ now: Moment) -> [Referral] {
    let due = referrals.filter { $0.until <= now }
    referrals.removeAll { $0.until <= now }
    return due
  }

  mutating func closeAll(where isGone: (Referral) -> Bool) { referrals.removeAll(where: isGone) }
}
