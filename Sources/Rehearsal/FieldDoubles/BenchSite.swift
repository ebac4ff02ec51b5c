internal import AccessModel

/// A site for measuring: plain HTTP on loopback, many cameras, eight barriers, an uplink that may be down.
public struct BenchSite: Sendable {
  /// Absolute path of the site's folder.
  public let folder: String
  public let field: UInt16
  public let console: UInt16
  public let upstream: UInt16
  public let barriers: [UInt16]
  public let pki: ThrowawayPKI
  public let deviceProfiles: String

  /// Enough that no camera's rate limit is met.
  public static let cameras = 32
  public static let members = 400
  private static let token = "measuring-token-of-all-cameras"

  public init(
    folder: String, field: UInt16, console: UInt16, upstream: UInt16, barriers: [UInt16], pki: ThrowawayPKI,
    deviceProfiles: String
  ) {
    self.folder = folder
    self.field = field
    self.console = console
    self.upstream = upstream
    self.barriers = barriers
    self.pki = pki
    self.deviceProfiles = deviceProfiles
  }

  public var settingsFile: String { "\(folder)/site.yaml" }
  public var metricsURL: String { "http://127.0.0.1:\(console)/metrics" }
  public static func member(_ index: Int) -> String { "MEM\(1000 + index)" }

  /// Where a camera posts.
  public func url(ofCamera index: Int) -> String {
    "http://127.0.0.1:\(field)/field/v1/cam-\(index)/\(Self.token)"
  }

  /// Writes everything that the daemon reads, and signs the list of members.
  public func write() async throws(RehearsalError) {
    for name in ["", "/lists", "/journal"] { try SiteFolder.create(folder + name) }
    try SiteFolder.write(Self.token, to: "\(folder)/camera.token", isSecret: true)
    try SiteFolder.write("measuring-pseudonym-key-0123456789", to: "\(folder)/pseudonym.key", isSecret: true)
    try SiteFolder.write(settings, to: settingsFile)
    let now = CivilTime.now()
    let entries = (0..<Self.members).map { index in
      """
      {"id": "m-\(index)", "plate": "\(Self.member(index))", "purpose": "membership", "action": "admit",
       "authority": "Bench", "reference": "bench", "valid_until": "\(now + .seconds(86_400))"}
      """
    }
    let list = "\(folder)/lists/members.json"
    try SiteFolder.write(
      """
      {"list": "members", "version": "bench-1", "issued_at": "\(now)", "issuer": "Bench", "entries": [
      \(entries.joined(separator: ",\n"))
      ]}
      """, to: list)
    try await pki.sign(list: list)
  }

  private var settings: String {
    let buses = barriers.enumerated().map { index, port in
      "  - {id: io-\(index), tcp: {host: 127.0.0.1, port: \(port)}, poll_milliseconds: 100}"
    }
    let cameras = (0..<Self.cameras).map { index in
      """
        - {id: cam-\(index), profile: hikvision-isapi-anpr, secret: {path_token: camera.token},
           time_zone: Asia/Shanghai, rate_per_second_max: 1000}
      """
    }
    let lanes = barriers.indices.map { lane in
      let own = (0..<Self.cameras).filter { $0 % barriers.count == lane }.map { "{camera: cam-\($0)}" }
      return """
          - id: lane-\(lane)
            barrier: {id: boom-\(lane), bus: io-\(lane), unit: 1, profile: generic-two-relay}
            access_points:
              - direction: entry
                cameras: [\(own.joined(separator: ", "))]
                memberships: [members]
        """
    }
    return """
      # Written by `gatesim bench`; every secret here is a throw-away.
      site: {id: bench, pseudonym_key: pseudonym.key}
      device_profiles: \(deviceProfiles)
      journal: {folder: \(folder)/journal}
      field_listener: {address: 127.0.0.1, port: \(field)}
      console: {address: 127.0.0.1, port: \(console), control_socket: \(folder)/control.sock}
      uplink:
        url: https://127.0.0.1:\(upstream)/events
        ca: \(pki.file("upstream-ca.crt"))
        certificate: \(pki.file("uplink.crt"))
        key: \(pki.file("uplink.key"))
        backoff_seconds_max: 1
      watch: {certificate_days_min: \(ThrowawayPKI.daysLeftMin)}
      buses:
      \(buses.joined(separator: "\n"))
      cameras:
      \(cameras.joined(separator: "\n"))
      lists:
        - {id: members, file: lists/members.json, public_key: \(pki.file("issuer.pem"))}
      lanes:
      \(lanes.joined(separator: "\n"))

      """
  }
}
