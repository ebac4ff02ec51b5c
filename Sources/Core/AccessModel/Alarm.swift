/// Something that a person must look at; the same cause raises it once and clears it once.
public struct Alarm: Hashable, Sendable {
  public var code: AlarmCode
  /// What it is about: a barrier, device, stream or list; with `code` it identifies the alarm.
  public var subject: String
  public var lane: LaneID?
  /// One sentence of fact.
  public var what: String
  public var raisedAt: CivilTime

  public init(code: AlarmCode, subject: String, lane: LaneID? = nil, what: String, raisedAt: CivilTime) {
    self.code = code
    self.subject = subject
    self.lane = lane
    self.what = what
    self.raisedAt = raisedAt
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

  /// What the operator does next, in English.
  public var nextStep: String {
    switch self {
    case .watchlistHit:
      "Compare the images with the entry, and do what the entry permits; the claim lapses after an hour"
    case .watchlistLookAlike:
      "Compare the image with the listed plate: it may be a misread of it, and alone proves nothing"
    case .forcedOpen: "Look there at once: it left its closed position without a grant"
    case .duress:
      "Somebody was made to open: do what the site's plan says, and show nothing at the door or on the phone"
    case .alarmButton: "Somebody calls for help: look at the cameras there, and send people"
    case .fireAlarm: "Follow the fire plan: everything is held open until the fire panel is reset"
    case .openTooLongSoon: "Close the door, or ask who holds it"
    case .tamper: "Look at the device on site: somebody opened or moved it"
    case .powerFault: "Check mains and battery of the device before it goes dark"
    case .cabinetOpen: "Find out who opened the cabinet; close it"
    case .sensorLimit: "Act by the plan for this sensor; what it holds stays held until it is back in bounds"
    case .inputFaulty: "Check the wire and the sensor: what it should watch is not watched now"
    case .readerUntrusted:
      "Do not use this reader until its line and key are checked: nothing is taken from it meanwhile"
    case .tailgate: "Look at the images: a second vehicle went through on one grant"
    case .attemptsExceeded: "Look who stands at the reader; it takes nobody for a minute"
    case .barrierStuck: "Check the boom and its limit switches on site; keep people clear"
    case .barrierFault: "Read the barrier controller's own display; reset it on site"
    case .openTooLong: "Clear the lane or close by hand after looking"
    case .commandFailed: "Open by hand if a vehicle waits; check the board's power and cable"
    case .deviceOffline: "Check power and network of the device"
    case .deviceDegraded: "Look at the part that is named; the rest of the device goes on"
    case .clockOffset: "Set the camera's clock and time zone (NTP); its reads move nothing until then"
    case .journalUnavailable: "Free disk space or replace the disk; lanes follow `when_journal_fails`"
    case .uplinkQuarantine:
      "Tell the upstream's operator why; the journal keeps the events, they are not sent again"
    case .uplinkRefusing:
      "Mend what the reason names: this site's certificate, CA file or address, or the upstream itself"
    case .uplinkSilent: "Check the network to the upstream; events wait on this box until it answers"
    case .settingsRefused:
      "Mend the settings file: the daemon goes on with the old one, and would not start again"
    case .listStale: "Fetch a newer edition of the list; until then its grants are referred"
    case .antiPassback: "Ask the holder: the credential was used twice on one side; reset it if they erred"
    case .areaOverfull: "Count who is inside and set the count right, or let nobody else in"
    case .clonedPlate: "Compare vehicle and papers: two vehicles may bear this plate"
    case .interlockBroken: "Close one of the two at once: both ends of the sally port stand open"
    case .vehicleTrapped: "Look at the vehicle between the two barriers; release it forward or back"
    case .maintenanceDue: "Have the barrier serviced; then tell it with gatectl serviced"
    case .rulePackExpired: "Fetch the rule pack's newer edition; its rules are not applied"
    case .rulePacksDisagree:
      "Ask who issues the two packs which rule holds; the stricter is applied meanwhile"
    case .alarmFlood: "Look at the site as a whole: so many alarms at once have one cause"
    case .diskLow: "Free space on the disk before the oldest events are shed"
    case .clockUnsynchronised:
      "Check this box's time source (timedatectl); late reads cannot be told from new"
    case .clockStepped: "Find out who set this box's clock; times before and after do not compare"
    case .certificateExpiring: "Install the renewed certificate, then gatectl reload"
    case .uplinkBacklog: "Check the upstream: events wait on this box faster than they are taken"
    case .memoryHigh: "Tell the maker with the log of today; restart the service in a quiet hour"
    case .temperatureHigh: "Shade or air the box; it slows down and then stops"
    case .restartLoop: "Read the log before the last starts: the service fails again and again"
    case .listRefused: "Check the list's file and signature; the previous edition stays in use"
    }
  }
}
