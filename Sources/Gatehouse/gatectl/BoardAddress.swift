public import ArgumentParser
public import ModbusDevices

/// Where a board is, as one word of a command line says it.
struct BoardAddress: Equatable {
  var transport: ModbusBusSettings.Transport
  /// nil: not said.
  var unit: Int?

  static let unitRange = 0...247
  static let portDefault = 502

  /// `HOST[:PORT][/UNIT]` with `tcp:` or `rtu_over_tcp:` before it, or `[rtu:]/dev/...`.
  init(
    _ text: String, baud: Int = 9600, parity: ModbusBusSettings.Parity = .none, stopBits: Int = 1
  ) throws {
    let path = text.hasPrefix("rtu:") ? String(text.dropFirst(4)) : text
    if path.hasPrefix("/") {
      transport = .rtu(path: path, baud: baud, parity: parity, stopBits: stopBits)
      return
    }
    guard !text.hasPrefix("rtu:") else { throw Self.misread(text) }
    let isFramedAsSerial = text.hasPrefix("rtu_over_tcp:")
    var rest = text[...]
    for prefix in ["tcp:", "rtu_over_tcp:"] where rest.hasPrefix(prefix) {
      rest = rest.dropFirst(prefix.count)
      break
    }
    if let slash = rest.lastIndex(of: "/") {
      guard let unit = Int(rest[rest.index(after: slash)...]), Self.unitRange.contains(unit) else {
        throw Self.misread(text)
      }
      self.unit = unit
      rest = rest[..<slash]
    }
    let (host, port) = try Self.hostAndPort(rest, of: text)
    transport = isFramedAsSerial ? .rtuOverTCP(host: host, port: port) : .tcp(host: host, port: port)
  }

  /// An IPv6 address stands in brackets where a port follows.
  private static func hostAndPort(_ rest: Substring, of text: String) throws -> (String, Int) {
    var (host, digits) = (rest, Substring("\(portDefault)"))
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      host = rest[rest.index(after: rest.startIndex)..<end]
      let tail = rest[rest.index(after: end)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { throw misread(text) }
      if !tail.isEmpty { digits = tail.dropFirst() }
    } else if rest.count(where: { $0 == ":" }) == 1, let colon = rest.firstIndex(of: ":") {
      (host, digits) = (rest[..<colon], rest[rest.index(after: colon)...])
    }
    guard !host.isEmpty, let port = Int(digits), (1...65_535).contains(port) else { throw misread(text) }
    return (String(host), port)
  }

  private static func misread(_ text: String) -> ValidationError {
    ValidationError(
      "`\(text)` is no board's address: write HOST[:PORT][/UNIT], rtu_over_tcp:HOST:PORT[/UNIT] or the path "
        + "of a serial port, such as /dev/ttyS1")
  }
}

/// How a serial line is set; the defaults are the site file's.
struct SerialOptions: ParsableArguments {
  @Option(help: "Serial line: bits a second.")
  var baud = 9600

  @Option(help: "Serial line: none, even or odd.")
  var parity = ModbusBusSettings.Parity.none

  @Option(help: "Serial line: 1 or 2.")
  var stopBits = 1

  /// Rates that Linux and libmodbus both know.
  static let bauds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]

  func validate() throws {
    guard Self.bauds.contains(baud) else {
      throw ValidationError("--baud must be one of \(Self.bauds.map(String.init).joined(separator: ", "))")
    }
    guard (1...2).contains(stopBits) else { throw ValidationError("--stop-bits must be 1 or 2") }
  }
}

extension ModbusBusSettings.Parity: ExpressibleByArgument {}
extension DoorProfile.LockKind: ExpressibleByArgument {}
