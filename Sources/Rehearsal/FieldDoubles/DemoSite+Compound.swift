internal import AccessModel

/// The compound behind the checkpoint: the front door asks for a card, or at the terminal beside it for a
/// visitor's code, the vault for a card and a PIN; an alarm button and a carbon monoxide sensor hang on an
/// input board.
extension DemoSite {
  /// Where its doubles are.
  public struct Compound: Sendable {
    /// The serial line of the readers.
    public var readerLine: String
    /// The port of the input board.
    public var board: UInt16

    public init(readerLine: String, board: UInt16) {
      self.readerLine = readerLine
      self.board = board
    }
  }

  public static let frontReader = OSDPReaderDouble.Reader(
    address: 0, baseKey: String(repeating: "5a17", count: 8))
  public static let vaultReader = OSDPReaderDouble.Reader(
    address: 1, baseKey: String(repeating: "c3e8", count: 8))

  /// Opens the front door.
  public static let staffCard = ReaderCard(facility: 68, number: 41_551)
  /// Opens both, the vault with a PIN.
  public static let keeperCard = ReaderCard(facility: 68, number: 41_552)
  public static let unknownCard = ReaderCard(facility: 68, number: 999)
  public static let pin = "4711"
  /// Opens as well, and calls for help.
  public static let duressPIN = "4712"

  /// Where the sensor and the button are on the board.
  public static let carbonMonoxideRegister = 6
  public static let alarmButtonContact = 0
  public static let boardContacts = 6
  public static let boardRegisters = 7
  /// The sensor's counts in one ppm.
  public static let countsPerPPM: UInt16 = 10

  /// Where the terminal of the front door lets visitors in.
  public static let visitorEntry = "front-visitors"
  /// Of the key that signs visitors' codes; it is the lists' issuer's.
  public static let visitorKeyID = 1

  private static let pinKey = "rehearsal-pin-key-0123456789"
  private static let terminalToken = "rehearsal-token-of-the-terminal"

  /// The terminal beside the front door.
  public func visitorTerminal() -> TerminalDouble {
    TerminalDouble(
      id: "term-front", base: "https://127.0.0.1:\(ports.field)", secret: .pathToken(Self.terminalToken),
      trustedCA: pki.file("field-ca.crt"))
  }

  func writeCredentials(at now: CivilTime) async throws(RehearsalError) {
    try SiteFolder.write(Self.frontReader.baseKey, to: "\(folder)/rd-front.key", isSecret: true)
    try SiteFolder.write(Self.vaultReader.baseKey, to: "\(folder)/rd-vault.key", isSecret: true)
    try SiteFolder.write(Self.pinKey, to: "\(folder)/pin.key", isSecret: true)
    try SiteFolder.write(Self.terminalToken, to: "\(folder)/term-front.token", isSecret: true)
    let until = now + .seconds(86_400)
    try await write(
      list: "staff", issuer: "Estate office",
      entries: [
        """
        {"id": "c-1", "holder": "K. Li", "cards": ["\(Self.staffCard.identifier)"],
         "valid_until": "\(until)", "doors": ["front"]}
        """,
        """
        {"id": "c-2", "holder": "M. Wu", "cards": ["\(Self.keeperCard.identifier)"],
         "pin": "\(try await hash(Self.pin))", "duress_pin": "\(try await hash(Self.duressPIN))",
         "valid_until": "\(until)", "doors": ["front", "vault"]}
        """,
      ], of: "credentials", at: now)
  }

  /// A PIN as a list names it, by the command that the sample settings show.
  private func hash(_ pin: String) async throws(RehearsalError) -> String {
    let said = try await CommandLineTool.succeed(
      "sh", ["-c", #"printf "$1" | openssl dgst -sha256 -hmac "$2" -r"#, "sh", pin, Self.pinKey])
    return String(said.prefix { $0.isHexDigit })
  }

  /// Of the front door's reader; its first output is the lock's.
  public static let lampOutput = 1

  func bus(_ compound: Compound) -> String {
    "  - id: io-compound\n    tcp: {host: 127.0.0.1, port: \(compound.board)}"
  }

  /// What the tunnel's sensor and a forced door hold and light.
  var holds: String {
    """
    lamps:
      - id: tunnel-red
        name: red light before the tunnel
        output: {reader: rd-front, output: \(Self.lampOutput)}
    holds:
      - {while: tunnel-co, state: closed, barriers: [north-boom], lamps: [tunnel-red]}
      - {while_alarm: forcedOpen, of: front, state: closed, doors: [vault]}
    """
  }

  func doors(_ compound: Compound) -> String {
    """
    reader_lines:
      - id: osdp-1
        serial: {path: \(compound.readerLine), baud: 9600}
        readers:
          - id: rd-front
            address: \(Self.frontReader.address)
            profile: generic-osdp
            base_key: rd-front.key
          - id: rd-vault
            address: \(Self.vaultReader.address)
            profile: generic-osdp
            base_key: rd-vault.key
    terminals:
      - {id: term-front, profile: hikvision-ds-k, secret: {path_token: term-front.token}}
    visitor_keys:
      - {id: \(Self.visitorKeyID), public_key: \(pki.file("issuer.pem"))}
    credentials:
      id: staff
      file: lists/staff.json
      public_key: \(pki.file("issuer.pem"))
      pin_key: pin.key
    inputs:
      - {id: front-contact, kind: door_contact, reader: rd-front, input: 0}
      - {id: vault-contact, kind: door_contact, reader: rd-vault, input: 0}
      - id: desk-button
        kind: silent_alarm
        bus: io-compound
        unit: 1
        profile: moxa-iologik-e1214
        point: di\(Self.alarmButtonContact)
        stale_seconds_max: 2
      - id: tunnel-co
        name: carbon monoxide in the tunnel
        kind: sensor
        bus: io-compound
        unit: 2
        profile: jxbs-3001-co
        point: co
        limits: {unit: ppm, highest: 100, hysteresis: 20}
        stale_seconds_max: 2
    doors:
      - id: front
        lock: {reader: rd-front}
        contact: front-contact
        readers:
          - {reader: rd-front}
          - {id: \(Self.visitorEntry), reader: term-front, takes_visitors: true}
      - id: vault
        lock: {reader: rd-vault}
        contact: vault-contact
        readers: [{reader: rd-vault, asks_for: credential_and_pin}]
    """
  }
}
