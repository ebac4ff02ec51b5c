/// One sentence for each reason of a decision, as a guard would say it.
public enum ReasonText {
  /// Simplified Chinese stands in `ReasonText+Chinese.swift`.
  public static func english(_ reason: AccessReason) -> String {
    switch reason {
    case .journalUnavailable:
      "The journal could not record, and this site holds its lanes until it can."
    case .lockedDown: "The door was blocked or locked down."
    case .laneClosed: "The lane was closed: it took nobody."
    case .heldClosed: "An input, such as a fire panel or a wind sensor, held it closed."
    case .watchlistHit: "The plate is on a watchlist whose entry says: hold until a person has decided."
    case .hitRejected: "A person had rejected the watchlist's claim, and the vehicle was judged without it."
    case .clonedPlate:
      "The plate was inside already, or the vehicle was not the one that the list describes."
    case .vehicleRule: "A rule for this class of vehicle forbids it."
    case .vehicleRuleUnproven:
      "A rule for this class of vehicle asks for a person, or for something that nobody had told."
    case .notEnabled: "The issuer had disabled the credential."
    case .notActive: "The entry or credential that would admit was not valid yet."
    case .expired: "The entry or credential that would admit had ended."
    case .notPermittedAtThisTime: "The credential's schedule did not apply at that time."
    case .usedUp: "The visitor's code had opened as often as it may."
    case .attemptsExceeded: "There had been too many wrong attempts at this reader or with this credential."
    case .invalidPIN: "The PIN was not the one that belongs to the credential."
    case .pinMissing: "The reader asks for a PIN as well, and none came in time."
    case .unauthorized: "The credential does not open this door."
    case .antiPassback: "By what was recorded the holder was on the other side already."
    case .areaFull: "The area had as many inside as it takes."
    case .firstCredentialMissing: "Nobody who may open first had opened yet that day."
    case .secondPersonMissing: "A second person must show a credential as well, and none had."
    case .escortMissing: "The holder may pass only with an escort, and none had come."
    case .driverMissing: "The lane asks for the driver's credential as well as for the plate."
    case .referralTimedOut: "It was referred to an operator, and nobody answered in time."
    case .inspection: "Each vehicle of this lane was led aside to be inspected."
    case .elevated: "The site stood at a raised level: a person looks at each entry."
    case .interlocked: "Another barrier or door of the same sally port was not closed."
    case .listStale: "The list that would admit was older than this site allows."
    case .plateUnreadable: "A vehicle stood there and its plate could not be read."
    case .credentialNotFound:
      "No membership list of this access point knew the plate, no list the credential."
    case .barrierBlocked: "The barrier reported a fault or did not answer, so it may not have followed."
    case .membership: "A membership list admits the plate."
    case .credential: "A valid credential admits its holder."
    case .unlocked: "The door was released for everybody."
    case .antiPassbackNoted:
      "By what was recorded the holder was on the other side already; this site only takes note of it."
    case .evacuation: "The site was being left by everybody."
    case .freeFlow: "The lane let everybody pass."
    case .convoy: "It was one of a convoy that an operator let through."
    case .freeExit: "The lane lets everybody out."
    case .operatorCommand: "An operator opened by hand."
    }
  }
}
