import AccessModel
import Foundation

/// Open alarms that no sensor will raise again, kept across a restart.
enum AlarmSnapshot {
  static let key = "alarms"

  private struct Row: Codable {
    var code: String
    var subject: String
    var lane: String?
    var what: String
    var raisedAt: Int64
  }

  static func encode(_ alarms: [Alarm]) -> [UInt8] {
    let rows = alarms.map {
      Row(
        code: $0.code.rawValue, subject: $0.subject, lane: $0.lane?.rawValue, what: $0.what,
        raisedAt: $0.raisedAt.milliseconds)
    }
    return (try? JSONEncoder().encode(rows)).map { Array($0) } ?? []
  }

  /// A snapshot that cannot be read (an older release's) is an empty one.
  static func decode(_ bytes: [UInt8]) -> [Alarm] {
    let rows = (try? JSONDecoder().decode([Row].self, from: Data(bytes))) ?? []
    return rows.compactMap { row in
      guard let code = AlarmCode(rawValue: row.code), survivesRestart(code) else { return nil }
      return Alarm(
        code: code, subject: row.subject, lane: row.lane.map { LaneID($0) }, what: row.what,
        raisedAt: CivilTime(milliseconds: row.raisedAt))
    }
  }

  private static func survivesRestart(_ code: AlarmCode) -> Bool {
    switch code {
    case .watchlistHit, .watchlistLookAlike, .uplinkQuarantine, .duress: true
    case .forcedOpen, .barrierStuck, .barrierFault, .openTooLong, .openTooLongSoon, .commandFailed,
      .deviceOffline, .deviceDegraded, .clockOffset, .journalUnavailable, .uplinkRefusing, .uplinkSilent,
      .listStale, .listRefused, .settingsRefused, .alarmButton, .fireAlarm, .tamper, .powerFault,
      .cabinetOpen, .sensorLimit, .inputFaulty, .readerUntrusted, .attemptsExceeded, .tailgate,
      .antiPassback, .areaOverfull, .clonedPlate, .interlockBroken, .vehicleTrapped, .maintenanceDue,
      .rulePackExpired, .rulePacksDisagree, .alarmFlood, .diskLow, .clockUnsynchronised, .clockStepped,
      .certificateExpiring, .uplinkBacklog, .memoryHigh, .temperatureHigh, .restartLoop:
      false
    }
  }
}
