/// Who may pass, decided once per track and recorded before anything moves (P1).
public struct AccessDecision: Hashable, Sendable {
  /// Unique for the site: `<run of the daemon>-<count>`.
  public var id: String
  public var accessPoint: AccessPointID
  /// Normalised; nil at a door, and when an operator decided without a plate.
  public var plate: String?
  /// The list's key of the credential that was shown; nil at a lane, and for an unknown one.
  public var credential: String?
  public var outcome: AccessOutcome
  /// All that applied, in the order of `AccessReason.allCases` (P11); the first is the one to show.
  public var reasons: [AccessReason]
  /// The entry that decided, where one did.
  public var match: ListMatch?
  /// Every list that was consulted, with its edition.
  public var lists: [ListEdition]
  public var settingsVersion: String
  public var clockIsSynchronised: Bool
  /// The operator who commanded it; nil when the rules decided.
  public var operatorName: String?
  /// List keys of further credentials that took part: the second person, the escort.
  public var others: [String]
  /// Rules for vehicles that applied or could not be settled: `pack@version/rule`.
  public var rules: [String]
  /// The referral that this one ends.
  public var answers: String?

  public init(
    id: String, accessPoint: AccessPointID, plate: String?, credential: String? = nil,
    outcome: AccessOutcome, reasons: [AccessReason], match: ListMatch? = nil, lists: [ListEdition] = [],
    settingsVersion: String, clockIsSynchronised: Bool,
    operatorName: String? = nil, others: [String] = [], rules: [String] = [], answers: String? = nil
  ) {
    self.id = id
    self.accessPoint = accessPoint
    self.plate = plate
    self.credential = credential
    self.outcome = outcome
    self.reasons = reasons
    self.match = match
    self.lists = lists
    self.settingsVersion = settingsVersion
    self.clockIsSynchronised = clockIsSynchronised
    self.operatorName = operatorName
    self.others = others
    self.rules = rules
    self.answers = answers
  }
}

/// What was decided.
public enum AccessOutcome: String, Hashable, Sendable, CaseIterable {
  case granted, denied, referred
  /// Led aside to be inspected: this barrier stays down.
  case diverted
}

/// Why; the order of the cases is the order of precedence in which reasons are recorded and shown.
public enum AccessReason: String, Hashable, Sendable, CaseIterable, Comparable {
  /// The journal cannot commit and the site holds its lanes (P1).
  case journalUnavailable
  /// The door is blocked or locked down.
  case lockedDown
  /// The lane takes nobody now.
  case laneClosed
  /// An input holds the barrier or door closed: a fire behind it, a wind too strong.
  case heldClosed
  /// A list entry with action `hold` waits for a person (P8).
  case watchlistHit
  /// A person has rejected the claim, and the vehicle is judged without it.
  case hitRejected
  /// The plate is inside already, or the vehicle is not the one that the list describes.
  case clonedPlate
  /// A rule for this class of vehicle forbids it.
  case vehicleRule
  /// A rule for this class of vehicle asks for a person or for what nobody has told.
  case vehicleRuleUnproven
  /// The issuer has disabled the credential.
  case notEnabled
  /// The list entry or credential that would admit begins later.
  case notActive
  /// The list entry or credential that would admit has ended.
  case expired
  /// The credential's schedule does not apply now.
  case notPermittedAtThisTime
  /// The visitor's code has opened as often as it may.
  case usedUp
  /// Too many wrong attempts at this reader, or with this credential.
  case attemptsExceeded
  /// The PIN is not the one that belongs to the credential.
  case invalidPIN
  /// The reader asks for a PIN as well, and none came in time.
  case pinMissing
  /// The credential does not open this door.
  case unauthorized
  /// Its holder is, by what was recorded, on the other side.
  case antiPassback
  /// The area has as many inside as it takes.
  case areaFull
  /// Nobody has opened today who may open first.
  case firstCredentialMissing
  /// A second person of those who may must show a credential as well.
  case secondPersonMissing
  /// The holder may pass only with an escort.
  case escortMissing
  /// The lane asks for the driver's credential as well as for the plate.
  case driverMissing
  /// No operator answered in time.
  case referralTimedOut
  /// Each vehicle of this lane is inspected.
  case inspection
  /// The site stands at a raised level, and a person looks at each entry.
  case elevated
  /// Another barrier or door of the same sally port is not closed.
  case interlocked
  /// The list that would admit is older than the site allows (P9).
  case listStale
  /// A vehicle stands there and its plate could not be read.
  case plateUnreadable
  /// No membership list of this access point knows the plate; no list knows the credential.
  case credentialNotFound
  /// The barrier reports a fault or does not answer; the decision stands, the iron may not follow.
  case barrierBlocked
  /// A membership list admits the plate.
  case membership
  /// A valid credential admits its holder.
  case credential
  /// The door is released for everybody.
  case unlocked
  /// The holder is on the other side by what was recorded; the site only takes note of it.
  case antiPassbackNoted
  /// The site is being left by everybody.
  case evacuation
  /// The lane lets everybody pass.
  case freeFlow
  /// One of a convoy that an operator lets through.
  case convoy
  /// The lane lets everybody out.
  case freeExit
  /// An operator opened by hand.
  case operatorCommand

  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// The entry of a list that a plate matched exactly.
public struct ListMatch: Hashable, Sendable {
  public var edition: ListEdition
  public var entry: WatchlistEntry

  public init(edition: ListEdition, entry: WatchlistEntry) {
    self.edition = edition
    self.entry = entry
  }
}

/// What became of a grant.
public struct Passage: Hashable, Sendable {
  public var decision: String
  public var accessPoint: AccessPointID
  public var plate: String?
  public var ending: PassageEnding

  public init(decision: String, accessPoint: AccessPointID, plate: String?, ending: PassageEnding) {
    self.decision = decision
    self.accessPoint = accessPoint
    self.plate = plate
    self.ending = ending
  }
}

/// How a granted passage ended, as far as a sensor can prove it.
public enum PassageEnding: String, Hashable, Sendable, CaseIterable {
  /// The loop was occupied and became clear again while the barrier was open.
  case taken
  /// The time ran out and the loop saw nobody.
  case notTaken
  /// The lane has no loop, or it did not answer: nobody knows.
  case unconfirmed
}
