internal import FieldContract

/// Where operators and monitoring ask.
public struct ConsoleSettings: Hashable, Sendable {
  public var address: String
  public var port: Int
  public var controlSocket: String

  /// `sun_path` of Linux holds 108 bytes, one of them the terminating zero.
  public static let controlSocketBytesMax = 107

  init(reading section: YAMLSection, within files: FileLookup) {
    address =
      section.host("address", default: "127.0.0.1", hint: "Write the address that monitoring reaches")
      ?? "127.0.0.1"
    port = section.port(default: 8461)
    controlSocket = section.path("control_socket", default: "/run/gatehouse/control.sock", within: files)
    if controlSocket.utf8.count > Self.controlSocketBytesMax {
      section.report(
        "control_socket",
        "`\(section.path(of: "control_socket"))` is longer than a Unix socket's name can be",
        hint: "Choose a path of at most \(Self.controlSocketBytesMax) bytes")
    }
    section.finishWithAdvice()
  }
}
