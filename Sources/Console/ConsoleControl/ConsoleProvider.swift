public import ConsoleContract

/// What the control socket asks of the daemon behind it.
public protocol ConsoleProvider: Sendable {
  func status() async -> SiteStatus

  /// Every open alarm, the most urgent first.
  func alarms() async -> [AlarmLine]

  /// At most `limit` events, oldest first: the first after an id, or with nil the newest.
  func events(after: Int64?, limit: Int) async throws -> [EventLine]

  /// Waits until there are newer events, or about a second has passed; oldest first, possibly none.
  func nextEvents(after: Int64) async -> [EventLine]

  /// Why something was as it was; nil when the journal never had it.
  func explain(_ ask: ExplainAsk) async throws -> Explanation?

  /// Asks for one opening of a lane; the provider records it, accepted or not.
  func open(lane: String, reason: String?, by: OperatorIdentity) async -> CommandAnswer

  /// Asks something of a door, or of all; the provider records it, accepted or not.
  func door(_ ask: DoorAsk, by: OperatorIdentity) async -> CommandAnswer

  /// Asks something of the site's rules; the provider records it, accepted or not.
  func site(_ ask: SiteAsk, by: OperatorIdentity) async -> CommandAnswer

  /// Acknowledges an alarm or puts it aside; the provider records it, accepted or not.
  func alarm(_ ask: AlarmAsk, by: OperatorIdentity) async -> CommandAnswer

  /// Claims that wait for people, oldest first, and how those of each list ended.
  func hits() async -> (pending: [HitLine], counts: [HitCounts])

  /// What one person says of a claim; the provider records it, accepted or not.
  func hit(_ ask: HitAsk, by: OperatorIdentity) async -> CommandAnswer

  /// Lets a new reader in by its factory key; the provider records it, accepted or not.
  func install(reader: String, seconds: Int, by: OperatorIdentity) async -> CommandAnswer

  /// Reads the settings file again; the provider records it, applied or not.
  func reload(by: OperatorIdentity) async -> ReloadAnswer

  /// Records a request that never became a command. `verb` is `unknown` where none could be read.
  func recordRefused(verb: String, by: OperatorIdentity, reason: String) async
}
