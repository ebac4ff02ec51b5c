internal import AccessModel
internal import GateKeeping

/// An alarm that stands, as the journal keeps it across a restart.
struct AlarmSnapshot: Codable {
  private var number: UInt64
  private var code: String
  private var subject: String
  private var lane: String?
  private var what: String
  private var raisedAt: Int64
  private var annunciation: String
  private var isActive: Bool
  private var acknowledgedBy: String?
  private var acknowledgedAt: Int64?
  private var shelvedBy: String?
  private var shelvedUntil: Int64?
  private var occurrences: Int
  private var escalations: Int

  init(_ kept: KeptAlarm) {
    number = kept.alarm.number
    code = kept.alarm.code.rawValue
    subject = kept.alarm.subject
    lane = kept.alarm.lane?.rawValue
    what = kept.alarm.what
    raisedAt = kept.alarm.raisedAt.milliseconds
    annunciation = kept.alarm.annunciation.rawValue
    isActive = kept.isActive
    acknowledgedBy = kept.acknowledgedBy
    acknowledgedAt = kept.acknowledgedAt?.milliseconds
    shelvedBy = kept.shelvedBy
    shelvedUntil = kept.shelvedUntil?.milliseconds
    occurrences = kept.occurrences
    escalations = kept.escalations
  }

  /// nil for a code of another release. What was seen around it is in its event, not here.
  var kept: KeptAlarm? {
    guard let code = AlarmCode(rawValue: code) else { return nil }
    let alarm = Alarm(
      number: number, code: code, subject: subject, lane: lane.map { LaneID($0) }, what: what,
      raisedAt: CivilTime(milliseconds: raisedAt),
      annunciation: AlarmAnnunciation(rawValue: annunciation) ?? .loud)
    return KeptAlarm(
      alarm: alarm, isActive: isActive, acknowledgedBy: acknowledgedBy,
      acknowledgedAt: acknowledgedAt.map { CivilTime(milliseconds: $0) }, shelvedBy: shelvedBy,
      shelvedUntil: shelvedUntil.map { CivilTime(milliseconds: $0) }, occurrences: occurrences,
      escalations: escalations)
  }
}
