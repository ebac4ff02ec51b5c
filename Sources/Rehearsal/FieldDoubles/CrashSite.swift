internal import AccessModel

/// The site of the crash test: two lanes with a barrier each, four cameras over plain HTTP, everything
/// forwarded in full so that each read can be found again.
public struct CrashSite: Sendable {
  /// Absolute path of the site's folder.
  public let folder: String
  public let field: UInt16
  public let console: UInt16
  public let upstream: UInt16
  /// By lane, in the order of `lanes`.
  public let barriers: [UInt16]
  public let pki: ThrowawayPKI
  /// Absolute path of the repository's `DeviceProfiles`.
  public let deviceProfiles: String

  public static let lanes = ["north", "south"]
  public static let members = (100..<300).map { "MEM\($0)" }
  public static let stolen = ["STOLEN1", "STOLEN2", "STOLEN3"]
  private static let token = "token-of-every-camera-of-the-crash-test"
  private static let cameraModels: [(lane: String, model: CameraModel)] = [
    ("north", .hikvision), ("north", .axis), ("south", .openalpr), ("south", .axis),
  ]

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
  public var readyURL: String { "http://127.0.0.1:\(console)/health/ready" }
  public var metricsURL: String { "http://127.0.0.1:\(console)/metrics" }

  /// A connection of its own for each sender of each camera, with the lane's position in `lanes`.
  public func senders(ofEachCamera count: Int) -> [(lane: Int, camera: CameraDouble)] {
    Self.cameraModels.enumerated().flatMap { index, entry in
      (0..<count).map { _ in
        (
          Self.lanes.firstIndex(of: entry.lane) ?? 0,
          CameraDouble(
            id: "cam-\(index)", model: entry.model, base: "http://127.0.0.1:\(field)",
            secret: .pathToken(Self.token))
        )
      }
    }
  }

  /// Writes everything that the daemon reads, and signs the lists.
  public func write() async throws(RehearsalError) {
    for name in ["", "/lists", "/journal"] { try SiteFolder.create(folder + name) }
    try SiteFolder.write(Self.token, to: "\(folder)/camera.token", isSecret: true)
    try SiteFolder.write(settings, to: settingsFile)
    try await write(list: "members", of: Self.members, purpose: "membership", action: "admit")
    try await write(list: "stolen", of: Self.stolen, purpose: "stolen_vehicle", action: "hold")
  }

  private func write(
    list: String, of plates: [String], purpose: String, action: String
  ) async throws(RehearsalError) {
    let now = CivilTime.now()
    let entries = plates.map { plate in
      """
      {"id": "\(plate)", "plate": "\(plate)", "purpose": "\(purpose)", "action": "\(action)",
       "authority": "Crash test", "reference": "crash", "valid_until": "\(now + .seconds(86_400))"}
      """
    }
    let path = "\(folder)/lists/\(list).json"
    try SiteFolder.write(
      """
      {"list": "\(list)", "version": "crash-1", "issued_at": "\(now)", "issuer": "Crash test", "entries": [
      \(entries.joined(separator: ",\n"))
      ]}

      """, to: path)
    try await pki.sign(list: path)
  }

  private var settings: String {
    let cameras = Self.cameraModels.enumerated().map { index, entry in
      """
        - {id: cam-\(index), profile: \(entry.model.profile), secret: {path_token: camera.token},
           time_zone: Asia/Shanghai, rate_per_second_max: 1000}
      """
    }
    let buses = zip(Self.lanes, barriers).map { lane, port in
      "  - {id: io-\(lane), tcp: {host: 127.0.0.1, port: \(port)}, poll_milliseconds: 50}"
    }
    let lists = ["members", "stolen"].map {
      "  - {id: \($0), file: lists/\($0).json, public_key: \(pki.file("issuer.pem"))}"
    }
    return """
      # Written by `gatesim crash`; every secret here is a throw-away.
      site: {id: crash, unlisted_forwarding: full}
      device_profiles: \(deviceProfiles)
      journal: {folder: \(folder)/journal}
      field_listener: {address: 127.0.0.1, port: \(field)}
      console: {address: 127.0.0.1, port: \(console), control_socket: \(folder)/control.sock}
      uplink:
        url: https://127.0.0.1:\(upstream)/events
        ca: \(pki.file("upstream-ca.crt"))
        certificate: \(pki.file("uplink.crt"))
        key: \(pki.file("uplink.key"))
        request_timeout_seconds: 5
        backoff_seconds_max: 1
      watch: {certificate_days_min: \(ThrowawayPKI.daysLeftMin)}
      buses:
      \(buses.joined(separator: "\n"))
      cameras:
      \(cameras.joined(separator: "\n"))
      lists:
      \(lists.joined(separator: "\n"))
      lanes:
      \(Self.lanes.map(lane).joined(separator: "\n"))

      """
  }

  private func lane(_ name: String) -> String {
    let own = Self.cameraModels.indices.filter { Self.cameraModels[$0].lane == name }
    return """
        - id: \(name)
          barrier: {id: \(name)-boom, bus: io-\(name), unit: 1, profile: generic-two-relay,
                    travel_seconds_max: 2, passage_seconds_max: 2, close_delay_seconds: 1}
          access_points:
            - direction: entry
              cameras: [\(own.map { "{camera: cam-\($0)}" }.joined(separator: ", "))]
              memberships: [members]
              watchlists: [stolen]
      """
  }
}
