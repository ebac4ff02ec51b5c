internal import AccessModel

/// A site for measuring cards: one terminal for each door, and each lock on the first relay of a board.
public struct CardSite: Sendable {
  public let folder: String
  private let field: UInt16
  private let console: UInt16
  private let boards: [UInt16]
  private let pki: ThrowawayPKI
  private let deviceProfiles: String

  /// Each is shown once: a card that comes again within a short span is the same showing.
  public static let cards = 240
  private static let token = "measuring-token-of-all-terminals"

  /// `boards` are the ports of Modbus slaves.
  public init(
    folder: String, field: UInt16, console: UInt16, boards: [UInt16], pki: ThrowawayPKI,
    deviceProfiles: String
  ) {
    self.folder = folder
    self.field = field
    self.console = console
    self.boards = boards
    self.pki = pki
    self.deviceProfiles = deviceProfiles
  }

  public var settingsFile: String { "\(folder)/site.yaml" }

  /// Where the terminal posts; it has a reader for each door.
  public var terminalURL: String { "http://127.0.0.1:\(field)/field/v1/term/\(Self.token)" }

  /// The door that a card opens.
  public func door(ofCard index: Int) -> Int { index % boards.count }

  /// What the terminal posts when a card is held before the reader of its door.
  public func body(ofCard index: Int) -> String {
    """
    {"dateTime":"\(CivilTime.now())","eventType":"AccessControllerEvent","AccessControllerEvent":\
    {"majorEventType":5,"subEventType":1,"cardNo":"\(Self.card(index))",\
    "cardReaderNo":\(door(ofCard: index) + 1),\
    "doorNo":\(door(ofCard: index) + 1),"currentEvent":true}}
    """
  }

  /// Writes everything that the daemon reads, and signs the list of credentials.
  public func write() async throws(RehearsalError) {
    for name in ["", "/lists", "/journal"] { try SiteFolder.create(folder + name) }
    try SiteFolder.write(Self.token, to: "\(folder)/term.token", isSecret: true)
    try SiteFolder.write(settings, to: settingsFile)
    let now = CivilTime.now()
    let entries = (0..<Self.cards).map { index in
      """
      {"id": "c-\(index)", "holder": "Bench", "cards": ["number:\(Self.card(index))"],
       "valid_until": "\(now + .seconds(86_400))", "doors": ["door-\(door(ofCard: index))"]}
      """
    }
    let list = "\(folder)/lists/staff.json"
    try SiteFolder.write(
      """
      {"list": "staff", "version": "bench-1", "issued_at": "\(now)", "issuer": "Bench", "credentials": [
      \(entries.joined(separator: ",\n"))
      ]}
      """, to: list)
    try await pki.sign(list: list)
  }

  private static func card(_ index: Int) -> Int { 3_349_220_000 + index }

  private var settings: String {
    let buses = boards.enumerated().map { index, port in
      "  - {id: io-\(index), tcp: {host: 127.0.0.1, port: \(port)}}"
    }
    let doors = boards.indices.map { index in
      """
        - id: door-\(index)
          lock: {bus: io-\(index), profile: moxa-iologik-e1214}
          release_seconds: 1
          readers: [{reader: term, number: \(index + 1)}]
      """
    }
    return """
      # Written by `gatesim bench`; every secret here is a throw-away.
      site: {id: bench, unlisted_forwarding: none}
      device_profiles: \(deviceProfiles)
      journal: {folder: \(folder)/journal}
      field_listener: {address: 127.0.0.1, port: \(field)}
      console: {address: 127.0.0.1, port: \(console), control_socket: \(folder)/control.sock}
      buses:
      \(buses.joined(separator: "\n"))
      terminals:
        - {id: term, profile: hikvision-ds-k, secret: {path_token: term.token}, rate_per_second_max: 1000}
      credentials: {id: staff, file: lists/staff.json, public_key: \(pki.file("issuer.pem"))}
      doors:
      \(doors.joined(separator: "\n"))

      """
  }
}
