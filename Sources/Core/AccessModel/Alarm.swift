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
  case watchlistHit, forcedOpen, barrierStuck, barrierFault, openTooLong, commandFailed, deviceOffline,
    deviceDegraded
  case clockOffset, journalUnavailable, uplinkQuarantine, uplinkRefusing, listStale, listRefused

  public var priority: AlarmPriority {
    switch self {
    case .watchlistHit, .forcedOpen, .journalUnavailable: .critical
    case .barrierStuck, .barrierFault, .openTooLong, .commandFailed, .deviceOffline, .uplinkRefusing,
      .listRefused:
      .high
    case .clockOffset, .uplinkQuarantine, .listStale, .deviceDegraded: .low
    }
  }

  /// What the operator does next, in English.
  public var nextStep: String {
    switch self {
    case .watchlistHit:
      "Compare the images with the entry, then verify or reject the hit; the entry says what is permitted"
    case .forcedOpen: "Look at the lane: the barrier left its closed limit without a grant"
    case .barrierStuck: "Check the boom and its limit switches on site; keep people clear"
    case .barrierFault: "Read the barrier controller's own display; reset it on site"
    case .openTooLong: "Clear the lane or close by hand after looking"
    case .commandFailed: "Open by hand if a vehicle waits; check the board's power and cable"
    case .deviceOffline: "Check power and network of the device"
    case .deviceDegraded: "Look at the part that is named; the rest of the device goes on"
    case .clockOffset: "Set the camera's clock and time zone (NTP); its reads move nothing until then"
    case .journalUnavailable: "Free disk space or replace the disk; lanes follow `when_journal_fails`"
    case .uplinkQuarantine: "Show the quarantined events to the upstream's operator"
    case .uplinkRefusing: "Ask the upstream's operator: it refuses every event"
    case .listStale: "Fetch a newer edition of the list; until then its grants are referred"
    case .listRefused: "Check the list's file and signature; the previous edition stays in use"
    }
  }
}

/// A plate that matched a watchlist entry: a claim until a named person decides (P8).
public struct WatchlistHit: Hashable, Sendable {
  public var id: String
  public var accessPoint: AccessPointID
  /// Normalised plate of the read.
  public var plate: String
  public var match: ListMatch
  public var images: [EvidenceImage]

  public init(
    id: String, accessPoint: AccessPointID, plate: String, match: ListMatch, images: [EvidenceImage]
  ) {
    self.id = id
    self.accessPoint = accessPoint
    self.plate = plate
    self.match = match
    self.images = images
  }
}
