/// Something that a person must look at; the same cause raises it once and clears it once.
public struct Alarm: Hashable, Sendable {
  /// Unique for the site and short, for a person to type; 0 until it is raised.
  public var number: UInt64
  public var code: AlarmCode
  /// What it is about: a barrier, device, stream or list; with `code` it identifies the alarm.
  public var subject: String
  public var lane: LaneID?
  /// One sentence of fact.
  public var what: String
  public var raisedAt: CivilTime
  public var annunciation: AlarmAnnunciation
  /// What was seen around it, newest first; of calls for help only.
  public var sightings: [AlarmSighting]

  public init(
    number: UInt64 = 0, code: AlarmCode, subject: String, lane: LaneID? = nil, what: String,
    raisedAt: CivilTime, annunciation: AlarmAnnunciation = .loud, sightings: [AlarmSighting] = []
  ) {
    self.number = number
    self.code = code
    self.subject = subject
    self.lane = lane
    self.what = what
    self.raisedAt = raisedAt
    self.annunciation = annunciation
    self.sightings = sightings
  }
}

/// How an alarm is called out.
public enum AlarmAnnunciation: String, Hashable, Sendable, CaseIterable {
  case loud
  /// Whoever stands at the place must not notice that somebody was called.
  case silent
  /// Recorded and listed, not called out: shelved, or lost in a flood.
  case listed
}

/// Where an alarm stands (ISA-18.2, IEC 62682).
public enum AlarmState: String, Hashable, Sendable, CaseIterable {
  case unacknowledged, acknowledged
  /// Over, and latched until somebody acknowledges that it was.
  case returned
  case shelved
}

/// One read that was taken shortly before an alarm.
public struct AlarmSighting: Hashable, Sendable {
  public var lane: LaneID
  public var camera: DeviceID
  public var at: CivilTime
  /// Of a plate that is on a list; that of another stays in its own event (P10).
  public var plate: String?
  /// Files of its pictures.
  public var images: [String]

  public init(lane: LaneID, camera: DeviceID, at: CivilTime, plate: String?, images: [String]) {
    self.lane = lane
    self.camera = camera
    self.at = at
    self.plate = plate
    self.images = images
  }
}

/// How soon a person is needed.
public enum AlarmPriority: String, Hashable, Sendable, CaseIterable {
  case critical, high, low
}

/// Stable codes of alarms.
public enum AlarmCode: String, Hashable, Sendable, CaseIterable {
  case watchlistHit, watchlistLookAlike, forcedOpen, barrierStuck, barrierFault, openTooLong, commandFailed,
    deviceOffline,
    deviceDegraded
  case clockOffset, journalUnavailable, uplinkQuarantine, uplinkRefusing, uplinkSilent, listStale,
    listRefused,
    settingsRefused
  case duress, alarmButton, fireAlarm, openTooLongSoon, tamper, powerFault, cabinetOpen, sensorLimit,
    inputFaulty, readerUntrusted, attemptsExceeded, tailgate
  case antiPassback, areaOverfull, clonedPlate, interlockBroken, vehicleTrapped, maintenanceDue,
    rulePackExpired, rulePacksDisagree
  case alarmFlood, diskLow, clockUnsynchronised, clockStepped, certificateExpiring, uplinkBacklog,
    memoryHigh, temperatureHigh, restartLoop

  public var priority: AlarmPriority {
    switch self {
    case .watchlistHit, .forcedOpen, .journalUnavailable, .duress, .alarmButton, .fireAlarm, .sensorLimit,
      .interlockBroken, .vehicleTrapped:
      .critical
    case .watchlistLookAlike, .barrierStuck, .barrierFault, .openTooLong, .commandFailed, .deviceOffline,
      .uplinkRefusing, .listRefused, .tamper, .inputFaulty, .readerUntrusted, .attemptsExceeded, .cabinetOpen,
      .tailgate, .clonedPlate, .diskLow, .clockStepped, .restartLoop, .alarmFlood:
      .high
    case .openTooLongSoon, .powerFault, .clockOffset, .uplinkQuarantine, .uplinkSilent, .listStale,
      .deviceDegraded, .settingsRefused, .antiPassback, .areaOverfull, .maintenanceDue, .rulePackExpired,
      .rulePacksDisagree, .clockUnsynchronised, .certificateExpiring, .uplinkBacklog, .memoryHigh,
      .temperatureHigh:
      .low
    }
  }

  /// What kind of trouble it is.
  public var alarmClass: AlarmClass {
    switch self {
    case .fireAlarm, .sensorLimit, .vehicleTrapped, .alarmButton, .duress: .lifeSafety
    case .watchlistHit, .watchlistLookAlike, .forcedOpen, .tamper, .cabinetOpen, .attemptsExceeded, .tailgate,
      .antiPassback, .areaOverfull, .clonedPlate, .interlockBroken, .readerUntrusted:
      .security
    case .barrierStuck, .barrierFault, .openTooLong, .openTooLongSoon, .commandFailed, .deviceOffline,
      .deviceDegraded, .clockOffset, .powerFault, .inputFaulty, .maintenanceDue:
      .equipment
    case .listStale, .listRefused, .settingsRefused, .rulePackExpired, .rulePacksDisagree: .supplies
    case .uplinkQuarantine, .uplinkRefusing, .uplinkSilent, .uplinkBacklog: .uplink
    case .journalUnavailable, .alarmFlood, .diskLow, .clockUnsynchronised, .clockStepped,
      .certificateExpiring, .memoryHigh, .temperatureHigh, .restartLoop:
      .house
    }
  }

  /// Stays until a person has acknowledged it, even when its cause is over.
  public var latches: Bool { Self.latching.contains(self) }

  /// Nothing will tell that it is over: time does.
  public var lapses: Bool { Self.lapsing.contains(self) }

  /// Nobody at the place may notice it.
  public var isSilent: Bool { self == .duress }

  private static let latching: Set<AlarmCode> = [
    .forcedOpen, .duress, .alarmButton, .fireAlarm, .tamper, .cabinetOpen, .sensorLimit, .tailgate,
    .interlockBroken, .vehicleTrapped, .attemptsExceeded, .clonedPlate, .clockStepped,
  ]
  private static let lapsing: Set<AlarmCode> = [
    .watchlistHit, .watchlistLookAlike, .uplinkQuarantine, .duress, .antiPassback, .clonedPlate,
  ]
}

/// Kinds of trouble: who is asked first.
public enum AlarmClass: String, Hashable, Sendable, CaseIterable {
  case lifeSafety = "life_safety"
  case security, equipment
  /// Lists, settings and rules that were given to the site.
  case supplies
  case uplink
  /// The box itself.
  case house
}
