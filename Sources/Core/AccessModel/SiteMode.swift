/// How the whole site stands. None of them moves a boom down on a vehicle (P4) or outlasts a fire panel (P6).
public enum SiteMode: String, Hashable, Sendable, CaseIterable {
  case normal
  /// A person looks at each vehicle that enters.
  case elevated
  /// Nobody enters; doors are locked down; who leaves by a lane is referred.
  case lockdown
  /// Exits stand open for everybody; nobody enters.
  case evacuation
}

/// Who may set the modes of a site, and how they end.
public struct SiteModeRules: Hashable, Sendable {
  /// Unix users who may set and end each mode; empty: every operator.
  public var elevatedBy: [String]
  public var lockdownBy: [String]
  public var evacuationBy: [String]
  /// `elevated` ends by itself after this; the others only by a person. nil: never.
  public var elevatedMax: Span?

  public init(
    elevatedBy: [String] = [], lockdownBy: [String] = [], evacuationBy: [String] = [],
    elevatedMax: Span? = .seconds(12 * 3600)
  ) {
    self.elevatedBy = elevatedBy
    self.lockdownBy = lockdownBy
    self.evacuationBy = evacuationBy
    self.elevatedMax = elevatedMax
  }

  /// Whether this operator may set or end a mode.
  public func permits(_ operatorName: String, _ mode: SiteMode) -> Bool {
    let names =
      switch mode {
      case .normal: [String]()
      case .elevated: elevatedBy
      case .lockdown: lockdownBy
      case .evacuation: evacuationBy
      }
    return names.isEmpty || names.contains(operatorName)
  }
}

/// How one lane works.
public enum LaneMode: String, Hashable, Sendable, CaseIterable {
  /// By the rules.
  case open
  /// Nobody is let through.
  case closed
  /// One way only, for a lane that is turned round: in, or out.
  case entryOnly = "entry_only"
  case exitOnly = "exit_only"
  /// Stands open; what passes is read and recorded.
  case freeFlow = "free_flow"
  /// An escort's credential, or an operator, lets each one through.
  case escorted
  /// Each one is led to inspection.
  case inspection
}

/// What becomes of a referral that no operator answers.
public struct ReferralRule: Hashable, Sendable {
  public var timeout: Span
  /// A claim of a watchlist is never granted by time, whatever stands here (P8).
  public var grantsAfterwards: Bool

  public init(timeout: Span = .seconds(120), grantsAfterwards: Bool = false) {
    self.timeout = timeout
    self.grantsAfterwards = grantsAfterwards
  }
}

/// A reader beside a lane.
public struct LaneReader: Hashable, Sendable {
  public var device: DeviceID
  /// Which reader of a device that has several.
  public var readerNumber: Int?

  public init(device: DeviceID, readerNumber: Int? = nil) {
    self.device = device
    self.readerNumber = readerNumber
  }
}
