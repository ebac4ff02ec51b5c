internal import AccessModel
internal import GateKeeping

/// An alarm that stands, as the journal keeps it across a restart.
struct AlarmSnapshot: Decodable {
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

  static func write(_ kept: KeptAlarm, to json: inout JSONWriter) {
    json.object { json in
      json.field("number", kept.alarm.number)
      json.field("code", kept.alarm.code.rawValue)
      json.field("subject", kept.alarm.subject)
      json.field("lane", kept.alarm.lane?.rawValue)
      json.field("what", kept.alarm.what)
      json.field("raisedAt", kept.alarm.raisedAt.milliseconds)
      json.field("annunciation", kept.alarm.annunciation.rawValue)
      json.field("isActive", kept.isActive)
      json.field("acknowledgedBy", kept.acknowledgedBy)
      json.field("acknowledgedAt", kept.acknowledgedAt?.milliseconds)
      json.field("shelvedBy", kept.shelvedBy)
      json.field("shelvedUntil", kept.shelvedUntil?.milliseconds)
      json.field("occurrences", kept.occurrences)
      json.field("escalations", kept.escalations)
    }
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
