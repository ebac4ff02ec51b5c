/// The box under the daemon; what it cannot tell is absent.
public struct BoxStatus: Hashable, Sendable, Codable {
  public var disks: [DiskStatus]
  /// What the kernel still has to correct of its clock.
  public var clockOffsetMilliseconds: Double?
  /// By how much the clock may be wrong, by the kernel's own account.
  public var clockErrorMilliseconds: Double?
  public var certificates: [CertificateStatus]
  /// Events that wait for the upstream; nil without one.
  public var unsentEvents: Int64?
  public var oldestUnsentSeconds: Int64?
  public var memoryBytes: Int64?
  public var sensors: [SensorStatus]
  /// Starts of the daemon within the last ten minutes.
  public var recentStarts: Int?

  public init(
    disks: [DiskStatus] = [], clockOffsetMilliseconds: Double? = nil, clockErrorMilliseconds: Double? = nil,
    certificates: [CertificateStatus] = [], unsentEvents: Int64? = nil, oldestUnsentSeconds: Int64? = nil,
    memoryBytes: Int64? = nil, sensors: [SensorStatus] = [], recentStarts: Int? = nil
  ) {
    self.disks = disks
    self.clockOffsetMilliseconds = clockOffsetMilliseconds
    self.clockErrorMilliseconds = clockErrorMilliseconds
    self.certificates = certificates
    self.unsentEvents = unsentEvents
    self.oldestUnsentSeconds = oldestUnsentSeconds
    self.memoryBytes = memoryBytes
    self.sensors = sensors
    self.recentStarts = recentStarts
  }
}

/// One disk that the site writes to.
public struct DiskStatus: Hashable, Sendable, Codable {
  public var folder: String
  public var freeBytes: Int64
  public var sizeBytes: Int64

  public init(folder: String, freeBytes: Int64, sizeBytes: Int64) {
    self.folder = folder
    self.freeBytes = freeBytes
    self.sizeBytes = sizeBytes
  }
}

/// One certificate that the site file names.
public struct CertificateStatus: Hashable, Sendable, Codable {
  /// The key that names it, such as `uplink.certificate`.
  public var name: String
  /// RFC 3339.
  public var endsAt: String
  /// Negative once it has ended.
  public var daysLeft: Int64

  public init(name: String, endsAt: String, daysLeft: Int64) {
    self.name = name
    self.endsAt = endsAt
    self.daysLeft = daysLeft
  }
}

/// One thermometer of the box.
public struct SensorStatus: Hashable, Sendable, Codable {
  public var name: String
  public var celsius: Double

  public init(name: String, celsius: Double) {
    self.name = name
    self.celsius = celsius
  }
}
