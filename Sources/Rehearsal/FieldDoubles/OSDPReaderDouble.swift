internal import Foundation

/// OSDP readers in secure channel on one serial line: `Tests/Peers/osdp_reader.py`, which is libosdp's
/// peripheral, at one end of a pair of pseudo terminals that socat joins.
public final class OSDPReaderDouble: Sendable {
  /// A reader on the line.
  public struct Reader: Hashable, Sendable {
    public var address: Int
    /// 32 hexadecimal digits.
    public var baseKey: String

    public init(address: Int, baseKey: String) {
      self.address = address
      self.baseKey = baseKey
    }
  }

  /// What the panel told the readers, oldest first; at most `commandsMax`.
  public let commands: Watched<[ReaderCommand]>
  /// Where the panel finds the line.
  public let line: String
  private let pair: LineTool
  private let peripheral: LineTool

  public static let commandsMax = 10_000
  static let startLimit = Duration.seconds(10)

  /// - Parameters:
  ///   - python: with `Tests/Peers/requirements-osdp.txt`.
  ///   - folder: in which the line appears as `osdp-line`.
  ///   - readers: at least two; a single one does not say its address.
  public init(
    _ readers: [Reader], python: String, script: String = "Tests/Peers/osdp_reader.py", in folder: String
  ) async throws(RehearsalError) {
    let (line, field) = ("\(folder)/osdp-line", "\(folder)/osdp-field")
    let said = Watched<[String]>([])
    let commands = Watched<[ReaderCommand]>([])
    let ends = [line, field].map { "pty,raw,echo=0,link=\($0)" }
    pair = try LineTool("socat", ["-d", "-d"] + ends) { text in said.update { $0.append(text) } }
    try await Self.hear("socat", in: said) { $0.contains("starting data transfer loop") }
    let words = readers.flatMap { [String($0.address), $0.baseKey] }
    peripheral = try LineTool(python, ["-u", script, field, "9600"] + words) { text in
      guard let command = ReaderCommand(line: text) else { return said.update { $0.append(text) } }
      commands.update { if $0.count < Self.commandsMax { $0.append(command) } }
    }
    try await Self.hear("\(python) \(script)", in: said) { $0 == "ready" }
    (self.line, self.commands) = (line, commands)
  }

  /// Waits until a tool says that it runs.
  private static func hear(
    _ tool: String, in said: Watched<[String]>, _ isRunning: @escaping @Sendable (String) -> Bool
  ) async throws(RehearsalError) {
    do { try await said.until(tool, within: startLimit) { $0.contains(where: isRunning) } } catch {
      throw .tool(command: tool, reason: "does not start: \(said.value.last ?? "it says nothing")")
    }
  }

  /// A card is held before a reader.
  public func show(_ card: ReaderCard, at reader: Reader) throws(RehearsalError) {
    try tell(reader, "card \(ReaderCard.bitCount) \(card.hexadecimal)")
  }

  /// Keys are pressed: digits, `*` and `#`.
  public func press(_ keys: String, at reader: Reader) throws(RehearsalError) {
    try tell(reader, "keys \(keys)")
  }

  /// The door's contact, which is wired to input 0 of a reader; nothing is wired to its input 1.
  public func setDoor(isOpen: Bool, at reader: Reader) throws(RehearsalError) {
    try tell(reader, "inputs \(isOpen ? 1 : 0)0")
  }

  /// Takes the readers and the line away.
  public func stop() {
    peripheral.stop()
    pair.stop()
  }

  private func tell(_ reader: Reader, _ line: String) throws(RehearsalError) {
    try peripheral.say("\(reader.address) \(line)")
  }
}
