import AccessModel

/// Which device is behind what an alarm is about: its loss explains the alarm.
struct AlarmOwners: Sendable {
  private let points: [String: DeviceID]
  private let iron: [String: DeviceID]

  init(_ layout: SiteLayout) {
    let barriers = layout.lanes.compactMap(\.barrier).map { ($0.id.rawValue, $0.device) }
    points = Dictionary(layout.inputs.map { ($0.id.rawValue, $0.device) }) { first, _ in first }
    iron = Dictionary(barriers + layout.doors.map { ($0.id.rawValue, $0.device) }) { first, _ in first }
  }

  /// nil where the alarm says something that no lost device would say.
  func device(behind alarm: Alarm) -> DeviceID? {
    switch alarm.code {
    case .inputFaulty: points[alarm.subject]
    case .barrierStuck, .barrierFault, .openTooLongSoon: iron[alarm.subject]
    case .deviceDegraded, .clockOffset, .readerUntrusted: DeviceID(alarm.subject)
    case .watchlistHit, .watchlistLookAlike, .forcedOpen, .openTooLong, .commandFailed, .deviceOffline,
      .journalUnavailable, .uplinkQuarantine, .uplinkRefusing, .uplinkSilent, .listStale, .listRefused,
      .settingsRefused, .duress, .alarmButton, .fireAlarm, .tamper, .powerFault, .cabinetOpen, .sensorLimit,
      .attemptsExceeded, .tailgate, .antiPassback, .areaOverfull, .clonedPlate, .interlockBroken,
      .vehicleTrapped, .maintenanceDue, .rulePackExpired, .rulePacksDisagree, .alarmFlood, .diskLow,
      .clockUnsynchronised, .clockStepped, .certificateExpiring, .uplinkBacklog, .memoryHigh,
      .temperatureHigh, .restartLoop:
      nil
    }
  }
}
