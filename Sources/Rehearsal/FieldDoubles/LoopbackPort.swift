internal import Foundation

/// Ports of this machine.
public enum LoopbackPort {
  /// A TCP port that nobody listened on a moment ago.
  public static func free() throws(RehearsalError) -> UInt16 { try free(0) }

  /// Free ports that stay what they are while nobody listens on them.
  ///
  /// A client that keeps connecting to an ephemeral port is one day given that port for its own end, and
  /// then talks to itself and holds it; so these lie below the kernel's range.
  public static func lasting(_ count: Int) throws(RehearsalError) -> [UInt16] {
    var ports: Set<UInt16> = []
    var failure = RehearsalError.port(what: "a test socket", port: 0, reason: "no free port was found")
    for _ in 0..<lastingTriesMax where ports.count < count {
      do throws(RehearsalError) {
        ports.insert(try free(UInt16.random(in: lastingRange)))
      } catch { failure = error }
    }
    guard ports.count == count else { throw failure }
    return Array(ports)
  }

  private static let lastingRange: Range<UInt16> = 20_000..<32_000
  private static let lastingTriesMax = 200

  private static func free(_ wanted: UInt16) throws(RehearsalError) -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else {
      throw .port(what: "a test socket", port: 0, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = wanted.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      throw .port(what: "a test socket", port: 0, reason: String(cString: strerror(errno)))
    }
    return bound(to: descriptor)
  }

  /// The port that a listening socket got; 0 when it has none.
  static func bound(to descriptor: Int32) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    return status == 0 ? UInt16(bigEndian: address.sin_port) : 0
  }
}
