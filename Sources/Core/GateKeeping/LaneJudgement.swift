import AccessModel
import RulePacks

/// What a lane makes of one vehicle: what admits it, and all that stands in its way.
struct LaneJudgement: Equatable {
  private(set) var outcome: AccessOutcome
  private(set) var reasons: ReasonSet
  /// List key of the credential that admits, or that the driver showed.
  var credential: String?
  /// Keys of further credentials that took part.
  var others: [String] = []
  /// Rules for vehicles that applied or could not be settled.
  var rules: [String] = []
  /// Whose presence is noted when the passage is taken; empty where no list knows them (P10).
  var subjects: [AreaSubject] = []
  var opensFirst = false
  /// Subjects on which two packs disagree, and which.
  var disagreements: [PackConflict] = []
  /// Further lists that were consulted.
  var editions: [ListEdition] = []

  /// By the lists of plates.
  init(_ verdict: AccessRules.Verdict) {
    (outcome, reasons) = (verdict.outcome, verdict.reasons)
  }

  /// By a credential alone.
  init(refusals: ReasonSet, isStale: Bool) {
    reasons = refusals
    if isStale { reasons.insert(.listStale) } else if refusals.isEmpty { reasons = [.credential] }
    outcome = refusals.isEmpty ? (isStale ? .referred : .granted) : .denied
  }

  /// Granted, or a person may still grant it.
  var mayYetPass: Bool { outcome == .granted || outcome == .referred }

  var isClaimed: Bool { reasons.contains(.watchlistHit) }

  /// Every list that was consulted, those of plates before.
  func editions(after lists: [ListEdition]) -> [ListEdition] { editions.isEmpty ? lists : lists + editions }

  /// Something admits that is not the plate's own entry; a claim still waits for a person (P8).
  mutating func admit(_ reason: AccessReason) {
    outcome = isClaimed ? .referred : .granted
    reasons = isClaimed ? [.watchlistHit, reason] : [reason]
  }

  /// Everybody is let through; what the lists say stays told.
  mutating func letThrough(_ reason: AccessReason, evenClaimed: Bool = false) {
    outcome = isClaimed && !evenClaimed ? .referred : .granted
    reasons.insert(reason)
  }

  /// The strictest of all that stands in the way counts.
  mutating func restrict(to next: AccessOutcome, _ reason: AccessReason) {
    if Self.strictness(next) > Self.strictness(outcome) { outcome = next }
    reasons.insert(reason)
  }

  /// What is only told.
  mutating func note(_ reason: AccessReason) { reasons.insert(reason) }

  private static func strictness(_ outcome: AccessOutcome) -> Int {
    switch outcome {
    case .granted: 0
    case .referred: 1
    case .diverted: 2
    case .denied: 3
    }
  }
}

/// A valid credential shown at a lane: of the driver, or of an escort.
struct LaneShowing: Equatable, Sendable {
  var accessPoint: AccessPointID
  var credential: Credential
  var identifier: CredentialIdentifier
  var at: Moment
  /// It has let somebody in; kept as long as the card is held before the reader.
  var isUsed = false

  /// The plate and the credential of one passage come within this span.
  static let span = Span.seconds(30)
  static let showingsMax = 32
}
