public import AccessModel

/// The checkpoint that the rehearsal plays: two lanes, written as a folder from which `gatehoused` runs.
///
/// The north lane is an entry with a Hikvision camera (path token), the south lane an exit with an
/// OpenALPR agent (client certificate). Both admit the residents, and both are warned of stolen vehicles.
/// With a compound behind it there are two doors, an alarm button and a sensor in the tunnel besides.
public struct DemoSite: Sendable {
  /// Ports of this machine at which the doubles already listen, or the daemon shall.
  public struct Ports: Sendable {
    public var field: UInt16
    public var console: UInt16
    public var northBarrier: UInt16
    public var southBarrier: UInt16
    public var upstream: UInt16

    public init(
      field: UInt16, console: UInt16, northBarrier: UInt16, southBarrier: UInt16, upstream: UInt16
    ) {
      self.field = field
      self.console = console
      self.northBarrier = northBarrier
      self.southBarrier = southBarrier
      self.upstream = upstream
    }
  }

  /// Absolute path of the site's folder.
  public let folder: String
  public let ports: Ports
  public let pki: ThrowawayPKI
  /// Absolute path of the repository's `DeviceProfiles`.
  public let deviceProfiles: String
  /// nil for the checkpoint alone.
  public let compound: Compound?

  static let socketPathLengthMax = 107
  private static let northToken = "rehearsal-token-of-the-north-camera"

  /// Plates that the residents' list admits.
  public static let residents = ["京A12345", "沪B67890", "粤B5K21P", "苏E88K06", "浙C31D07", "鲁H70F92"]
  public static let stolenPlate = "粤B9K111"
  /// The stolen plate as a camera may misread it.
  public static let lookAlikePlate = "粤B9KI11"
  public static let unknownPlate = "川A00001"
  /// On no list either; a person at the entry lets it in.
  public static let guestPlate = "湘F20Q88"
  /// A resident's, and by mistake on the list of stolen vehicles.
  public static let mistakenPlate = "冀E55R21"

  public init(
    folder: String, ports: Ports, pki: ThrowawayPKI, deviceProfiles: String, compound: Compound? = nil
  ) {
    self.folder = folder
    self.ports = ports
    self.pki = pki
    self.deviceProfiles = deviceProfiles
    self.compound = compound
  }

  public var settingsFile: String { "\(folder)/site.yaml" }
  /// The same site, but strangers at the exit are referred to a person.
  public var changedSettingsFile: String { "\(folder)/site-changed.yaml" }
  public var controlSocket: String { "\(folder)/control.sock" }
  public var healthURL: String { "http://127.0.0.1:\(ports.console)/health/ready" }
  public var logFile: String { "\(folder)/gatehoused.log" }

  /// Writes everything that the daemon reads, and signs the lists.
  public func write(at now: CivilTime = .now()) async throws(RehearsalError) {
    guard controlSocket.utf8.count <= Self.socketPathLengthMax else {
      throw .file(path: controlSocket, reason: "longer than a Unix socket permits; choose a shorter --folder")
    }
    for name in ["", "/lists", "/journal"] { try SiteFolder.create(folder + name) }
    try SiteFolder.write(Self.northToken, to: "\(folder)/cam-north-in.token", isSecret: true)
    try SiteFolder.write("rehearsal-pseudonym-key-0123456789", to: "\(folder)/pseudonym.key", isSecret: true)
    try SiteFolder.write(settings(strangersAtExit: "deny"), to: settingsFile)
    try SiteFolder.write(settings(strangersAtExit: "refer"), to: changedSettingsFile)
    let residents = (Self.residents + [Self.mistakenPlate]).enumerated().map { index, plate in
      Self.entry("r-\(index + 1)", plate, "membership", "admit", "lease \(index + 17)", at: now)
    }
    let cases = [(Self.stolenPlate, "case 2026-118"), (Self.mistakenPlate, "case 2026-121")]
    let stolen = cases.enumerated().map { index, entry in
      Self.entry("s-\(index + 1)", entry.0, "stolen_vehicle", "hold", entry.1, at: now)
    }
    try await write(list: "residents", issuer: "Estate office", entries: residents, at: now)
    try await write(list: "stolen", issuer: "County police", entries: stolen, at: now)
    if compound != nil { try await writeCredentials(at: now) }
  }

  /// The camera of the north lane.
  public func northCamera() -> CameraDouble {
    CameraDouble(
      id: "cam-north-in", model: .hikvision, base: "https://127.0.0.1:\(ports.field)",
      secret: .pathToken(Self.northToken), trustedCA: pki.file("field-ca.crt"))
  }

  /// The camera of the south lane.
  public func southCamera() -> CameraDouble {
    CameraDouble(
      id: "cam-south-out", model: .openalpr, base: "https://127.0.0.1:\(ports.field)",
      secret: .clientCertificate(certificate: pki.file("camera.crt"), key: pki.file("camera.key")),
      trustedCA: pki.file("field-ca.crt"))
  }

  func write(
    list: String, issuer: String, entries: [String], of kind: String = "entries", at now: CivilTime
  ) async throws(RehearsalError) {
    let path = "\(folder)/lists/\(list).json"
    try SiteFolder.write(
      """
      {"list": "\(list)", "version": "rehearsal-1", "issued_at": "\(now)", "issuer": "\(issuer)", "\(kind)": [
      \(entries.joined(separator: ",\n"))
      ]}

      """, to: path)
    try await pki.sign(list: path)
  }

  private static func entry(
    _ id: String, _ plate: String, _ purpose: String, _ action: String, _ reference: String, at now: CivilTime
  ) -> String {
    let authority = purpose == "membership" ? "Estate office" : "County police"
    return """
      {"id": "\(id)", "plate": "\(plate)", "country": "CHN", "purpose": "\(purpose)", "action": "\(action)",
       "authority": "\(authority)", "reference": "\(reference)",
       "valid_from": "\(now + .seconds(-3600))", "valid_until": "\(now + .seconds(86_400))"}
      """
  }
}
