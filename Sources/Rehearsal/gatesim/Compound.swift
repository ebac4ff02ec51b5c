import FieldDoubles
import Foundation

/// The doubles of the compound: two OSDP readers on a serial line, and an input board.
struct Compound: Sendable {
  /// A door with its reader.
  struct Door: Sendable {
    var name: String
    var reader: OSDPReaderDouble.Reader
  }

  var readers: OSDPReaderDouble
  var board: InputBoardDouble

  static let front = Door(name: "front", reader: DemoSite.frontReader)
  static let vault = Door(name: "vault", reader: DemoSite.vaultReader)

  /// Starts them; nil, and a line that says why, where there is no Python with libosdp.
  static func start(
    in folder: String, with tools: Rehearsal.Tools, _ narrator: Narrator
  ) async throws -> Compound? {
    guard let python = tools.osdpPython, FileManager.default.isExecutableFile(atPath: python) else {
      narrator.say(
        "skipped", "the compound: no Python with libosdp; `make demo` installs it, --osdp-python names it")
      return nil
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let board = try InputBoardDouble(
      name: "io-compound", contacts: DemoSite.boardContacts, registers: DemoSite.boardRegisters)
    let readers = try await OSDPReaderDouble([front.reader, vault.reader], python: python, in: folder)
    narrator.say("field", "OSDP readers of front and vault on \(readers.line), secure channel required")
    narrator.say("field", "alarm button and tunnel sensor on Modbus TCP port \(board.port)")
    return Compound(readers: readers, board: board)
  }

  /// What the site's settings name.
  var ports: DemoSite.Compound { DemoSite.Compound(readerLine: readers.line, board: board.port) }

  func stop() {
    readers.stop()
    board.stop()
  }

  /// What the panel told a door's reader from the command number `mark` on.
  func commands(to door: Door, from mark: Int) -> [ReaderCommand] {
    Self.commands(readers.commands.value, to: door, from: mark)
  }

  /// The input board falls silent, or answers again.
  func darken(_ isDark: Bool) { board.wires.update { $0.isSilent = isDark } }

  /// How many commands the readers have got.
  var mark: Int { readers.commands.read(\.count) }

  /// Waits until a reader was told something.
  func until(
    _ what: String, at door: Door, from mark: Int, _ condition: @escaping @Sendable ([ReaderCommand]) -> Bool
  ) async throws {
    try await readers.commands.until("\(what) at the reader of \(door.name)", within: Rehearsal.patience) {
      condition(Self.commands($0, to: door, from: mark))
    }
  }

  private static func commands(_ all: [ReaderCommand], to door: Door, from mark: Int) -> [ReaderCommand] {
    all.dropFirst(mark).filter { $0.address == door.reader.address }
  }
}
