/// What the forwarder tells the house about its stream; troubles are told when they change, not at every
/// attempt.
public enum UplinkCondition: Hashable, Sendable {
  /// A batch was accepted and its rows retired; ends every trouble told before.
  case delivered(events: Int, through: Int64)
  /// The upstream cannot be reached or is not able to take events; attempts go on.
  case unreachable(reason: String)
  /// A person must mend address, certificate or permission; attempts go on.
  case misconfigured(reason: String)
  /// Several events in a row were refused one by one: the fault is hardly theirs, so quarantining has
  /// slowed down.
  case refusingEverything(reason: String)
  /// One event was set aside, and that is on disk: alarm.
  case quarantined(sequence: Int64, reason: String)
  /// The upstream found a batch too large; this is now the limit.
  case batchReduced(bytesMax: Int, reason: String)
  /// The outbox cannot be read or written; attempts go on.
  case journalFailing(reason: String)
  /// The outbox can be read again after `journalFailing`.
  case journalAnswers
}
