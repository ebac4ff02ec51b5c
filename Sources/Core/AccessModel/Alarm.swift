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

  public var priority: AlarmPriority {
    switch self {
    case .watchlistHit, .forcedOpen, .journalUnavailable: .critical
    case .watchlistLookAlike, .barrierStuck, .barrierFault, .openTooLong, .commandFailed, .deviceOffline,
      .uplinkRefusing, .listRefused:
      .high
    case .clockOffset, .uplinkQuarantine, .uplinkSilent, .listStale, .deviceDegraded, .settingsRefused: .low
    }
  }

  /// What the operator does next, in English.
  public var nextStep: String {
    switch self {
    case .watchlistHit:
      "Compare the images with the entry, and do what the entry permits; the claim lapses after an hour"
    case .watchlistLookAlike:
      "Compare the image with the listed plate: it may be a misread of it, and alone proves nothing"
    case .forcedOpen: "Look at the lane: the barrier left its closed limit without a grant"
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
    case .listRefused: "Check the list's file and signature; the previous edition stays in use"
    }
  }
}
