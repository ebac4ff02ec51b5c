public import AccessModel
public import GateKeeping
public import InputRing
public import PlateMatching

/// What a settings file and the lists of today make of a site: stands in for what a recording only names.
public struct ReplaySite: Sendable {
  public var layout: SiteLayout
  public var lists: [PlateIndex]
  public var register: CredentialRegister
  public var calendar: SiteCalendar
  public var ruleBook: RuleBook

  public init(
    layout: SiteLayout, lists: [PlateIndex], register: CredentialRegister, calendar: SiteCalendar,
    ruleBook: RuleBook = .empty
  ) {
    self.layout = layout
    self.lists = lists
    self.register = register
    self.calendar = calendar
    self.ruleBook = ruleBook
  }

  /// As the keeper is told it.
  public func input(_ recorded: RecordedInput) -> GateInput {
    switch recorded {
    case .input(let input): return input
    case .pin(var received, let holder):
      // No keyed hash is empty: a PIN that nobody has stays one.
      received.presented.identifier.value = holder.flatMap(register.pin(of:)) ?? ""
      return .credentialPresented(received)
    case .credentials: return .credentials(register)
    case .calendar: return .calendar(calendar)
    case .rulePacks: return .rulePacks(ruleBook)
    case .lists: return .lists(lists)
    case .layout: return .layout(layout, lists: lists)
    }
  }
}

extension RingWalk.Circumstances {
  /// What differs from this site; empty where a replay must come out equal.
  public func differences(from site: ReplaySite, _ settings: RecordedSettings) -> Set<Departure> {
    var found: Set<Departure> = []
    if self.settings != settings { found.insert(.settings) }
    let today = site.lists.map(\.edition)
    if lists != today || credentials != site.register.edition { found.insert(.lists) }
    return found
  }
}

/// In what the site of today is another one than that of the recording.
public enum Departure: String, Hashable, Sendable, CaseIterable {
  case settings, lists
}
