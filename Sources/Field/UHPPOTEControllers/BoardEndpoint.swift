internal import Foundation

/// An IPv4 address and a port: boards know no other.
public struct BoardEndpoint: Hashable, Sendable, CustomStringConvertible {
  /// Four bytes, as written.
  public let address: [UInt8]
  public let port: UInt16

  /// Port on which boards listen.
  public static let standardPort: UInt16 = 60000

  /// Nil when the text is no IPv4 address in dotted form.
  public init?(_ text: String, port: UInt16 = Self.standardPort) {
    var parsed = in_addr()
    guard inet_pton(AF_INET, text, &parsed) == 1 else { return nil }
    self.init(
      address: withUnsafeBytes(of: parsed.s_addr) { Array($0) }, port: port)
  }

  init(address: [UInt8], port: UInt16) {
    self.address = address
    self.port = port
  }

  init(_ socket: sockaddr_in) {
    self.init(
      address: withUnsafeBytes(of: socket.sin_addr.s_addr) { Array($0) },
      port: UInt16(bigEndian: socket.sin_port))
  }

  var socketAddress: sockaddr_in {
    var socket = sockaddr_in()
    socket.sin_family = sa_family_t(AF_INET)
    socket.sin_port = port.bigEndian
    socket.sin_addr.s_addr =
      address.enumerated().reduce(in_addr_t(0)) { word, byte in
        word | in_addr_t(byte.element) << in_addr_t(24 - 8 * byte.offset)
      }.bigEndian
    return socket
  }

  public var description: String { address.map { "\($0)" }.joined(separator: ".") + ":\(port)" }
}
