import AccessModel

/// What the box says of itself at one time. What cannot be known is absent, and never an alarm.
struct BoxReadings: Hashable, Sendable {
  struct Disk: Hashable, Sendable {
    var folder: String
    /// What the daemon's user may still take.
    var freeBytes: Int64
    var sizeBytes: Int64

    /// In thousandths, so that whole percents compare exactly.
    var freeThousandths: Int64 { sizeBytes <= 0 ? 0 : freeBytes / max(sizeBytes / 1000, 1) }
  }

  struct Clock: Hashable, Sendable {
    /// The kernel's own word, or that of systemd-timesyncd.
    var isSynchronised: Bool
    /// What the kernel still has to correct; nil where only the word is known.
    var offset: Span?
    /// By how much the kernel may be wrong; it grows for as long as no source corrects it.
    var errorMax: Span?
  }

  struct Certificate: Hashable, Sendable {
    /// The key of the site file that names it.
    var name: String
    var endsAt: CivilTime
  }

  struct Sensor: Hashable, Sendable {
    var name: String
    var millidegrees: Int64
  }

  struct Backlog: Hashable, Sendable {
    var events: Int64
    var oldestAt: CivilTime?
  }

  var at: Now
  var disks: [Disk] = []
  var clock: Clock?
  var certificates: [Certificate] = []
  /// nil without an uplink.
  var backlog: Backlog?
  var memoryBytes: Int64?
  var sensors: [Sensor] = []
  /// Starts of the daemon within `BoxStarts.span`.
  var recentStarts: Int?

  /// What this box cannot tell.
  var unknown: [String] {
    [
      disks.isEmpty ? "disk" : nil, clock == nil ? "clock" : nil,
      clock?.offset == nil ? "clock offset" : nil, memoryBytes == nil ? "memory" : nil,
      sensors.isEmpty ? "temperature" : nil, recentStarts == nil ? "starts" : nil,
    ].compactMap { $0 }
  }
}

extension BoxReadings.Certificate {
  /// Whole days until it ends; negative once it has ended.
  func daysLeft(at now: CivilTime) -> Int64 {
    let milliseconds = (endsAt - now).milliseconds
    return milliseconds < 0 ? (milliseconds - 86_399_999) / 86_400_000 : milliseconds / 86_400_000
  }
}
