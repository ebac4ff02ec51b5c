public import AccessModel
internal import FieldContract

/// One Modbus line: a TCP connection or a serial port.
public struct BusSettings: Hashable, Sendable {
  public var id: DeviceID
  public var link: Link
  public var poll: Span
  public var responseTimeout: Span
  public var retries: Int

  /// What the line runs over.
  public enum Link: Hashable, Sendable {
    case tcp(host: String, port: Int)
    case rtu(path: String, baud: Int, parity: Parity, stopBits: Int)
    /// A serial line behind a device server that passes its bytes on.
    case rtuOverTCP(host: String, port: Int)
  }

  public enum Parity: String, Hashable, Sendable, CaseIterable {
    case none, even, odd
  }

  /// Rates that Linux and libmodbus both know.
  public static let bauds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: DeviceID? = section.identifier("id")
    if let id { reading.devices.declare(id.rawValue, as: "bus", in: section) }
    let link = Link(reading: section)
    poll = section.milliseconds("poll_milliseconds", default: 100, in: 20...10_000)
    responseTimeout = section.milliseconds("response_timeout_milliseconds", default: 500, in: 20...10_000)
    retries = section.integer("retries", default: 2, in: 0...10)
    section.finishWithAdvice()
    guard let id, let link else { return nil }
    (self.id, self.link) = (id, link)
    reading.add(self, from: section)
  }
}

extension BusSettings.Link {
  fileprivate init?(reading section: YAMLSection) {
    let (tcp, rtu) = (section.section("tcp"), section.section("rtu"))
    let bridged = section.section("rtu_over_tcp")
    let links = [
      tcp.flatMap(Self.tcp), rtu.flatMap(Self.rtu),
      bridged.flatMap(Self.tcp).flatMap { link in
        if case .tcp(let host, let port) = link { .rtuOverTCP(host: host, port: port) } else { nil }
      },
    ]
    guard [tcp, rtu, bridged].count(where: { $0 != nil }) == 1 else {
      section.report(
        line: section.line, "`\(section.path)` must have exactly one of `tcp`, `rtu` and `rtu_over_tcp`",
        hint:
          "Write `tcp: {host: ADDRESS}` for a network board or `rtu: {path: /dev/ttyS1}` for a serial line")
      return nil
    }
    guard let link = links.compactMap(\.self).first else { return nil }
    self = link
  }

  private static func tcp(_ section: YAMLSection) -> Self? {
    let host = section.host("host", hint: "Write the board's address")
    let port = section.port(default: 502)
    section.finishWithAdvice()
    return host.map { .tcp(host: $0, port: port) }
  }

  private static func rtu(_ section: YAMLSection) -> Self? {
    let path = section.requiredString("path", hint: "Write the serial port, such as /dev/ttyS1")
    let baud = section.integer("baud", default: 9600, in: 1200...115_200)
    let parity = section.choice("parity", default: BusSettings.Parity.none)
    let stopBits = section.integer("stop_bits", default: 1, in: 1...2)
    if !BusSettings.bauds.contains(baud) {
      section.report(
        "baud", "`\(section.path(of: "baud"))` cannot be \(baud)",
        hint: "Choose one of: \(BusSettings.bauds.map(String.init).joined(separator: ", "))")
    }
    if let path, !path.hasPrefix("/") {
      section.report(
        "path", "`\(section.path(of: "path"))` is no absolute path",
        hint: "Write the serial port, such as /dev/ttyS1")
    }
    section.finishWithAdvice()
    return path.map { .rtu(path: $0, baud: baud, parity: parity, stopBits: stopBits) }
  }
}
