/// Reasons, each once: in the order of precedence by themselves, whatever order they came in.
public struct ReasonSet: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// One bit for each case of `AccessReason`, by its rank.
  private var bits: UInt64 = 0

  private static let all = AccessReason.allCases

  public init(_ reasons: [AccessReason] = []) {
    for reason in reasons { insert(reason) }
  }

  public init(arrayLiteral reasons: AccessReason...) { self.init(reasons) }

  public var isEmpty: Bool { bits == 0 }

  public func contains(_ reason: AccessReason) -> Bool { bits & reason.bit != 0 }

  public mutating func insert(_ reason: AccessReason) { bits |= reason.bit }

  public mutating func formUnion(_ other: ReasonSet) { bits |= other.bits }

  /// In the order of precedence.
  public var sorted: [AccessReason] {
    var reasons: [AccessReason] = []
    reasons.reserveCapacity(bits.nonzeroBitCount)
    var rest = bits
    while rest != 0 {
      reasons.append(Self.all[rest.trailingZeroBitCount])
      rest &= rest &- 1
    }
    return reasons
  }
}

extension AccessReason {
  fileprivate var bit: UInt64 { 1 &<< UInt64(rank) }

  /// The position among all cases; a test holds the two orders together.
  var rank: Int {
    switch self {
    case .journalUnavailable: 0
    case .lockedDown: 1
    case .laneClosed: 2
    case .heldClosed: 3
    case .watchlistHit: 4
    case .hitRejected: 5
    case .clonedPlate: 6
    case .vehicleRule: 7
    case .vehicleRuleUnproven: 8
    case .notEnabled: 9
    case .notActive: 10
    case .expired: 11
    case .notPermittedAtThisTime: 12
    case .usedUp: 13
    case .attemptsExceeded: 14
    case .invalidPIN: 15
    case .pinMissing: 16
    case .unauthorized: 17
    case .antiPassback: 18
    case .areaFull: 19
    case .firstCredentialMissing: 20
    case .secondPersonMissing: 21
    case .escortMissing: 22
    case .driverMissing: 23
    case .referralTimedOut: 24
    case .inspection: 25
    case .elevated: 26
    case .interlocked: 27
    case .listStale: 28
    case .plateUnreadable: 29
    case .credentialNotFound: 30
    case .barrierBlocked: 31
    case .membership: 32
    case .credential: 33
    case .unlocked: 34
    case .antiPassbackNoted: 35
    case .evacuation: 36
    case .freeFlow: 37
    case .convoy: 38
    case .freeExit: 39
    case .operatorCommand: 40
    }
  }
}
