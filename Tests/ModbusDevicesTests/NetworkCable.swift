import Foundation

/// A slave on pymodbus in a network of its own, and the cable to it; both end with the slave's process.
final class NetworkCable {
  struct Refusal: Error {
    let command: [String]
  }

  /// Also false where root may not make networks, as in many containers.
  static let isPossible =
    geteuid() == 0 && Peers.hasPython && [ip, unshare, nsenter].allSatisfy(isProgram)
    && (try? run(unshare, ["-n", ip, "link", "add", "name", "near", "type", "veth"])) != nil

  let peer: Peer
  /// Of the far end; the range is reserved for tests of networks (RFC 2544).
  let address: String
  private let ends: (near: String, far: String)

  private static let ip = "/usr/sbin/ip"
  private static let unshare = "/usr/bin/unshare"
  private static let nsenter = "/usr/bin/nsenter"

  init() throws {
    let script = Peers.scripts.appendingPathComponent("modbus_slave.py").path
    peer = try Peer(Self.unshare, ["-n", Peers.python ?? "", "-u", script, "tcp", "0", "1", "0.0.0.0"])
    _ = try peer.port()
    let number = Int(getpid())
    let net = "198.18.\(number / 64 % 256)."
    let host = number % 64 * 4
    address = "\(net)\(host + 2)"
    ends = ("gh\(number)n", "gh\(number)f")
    let space = String(peer.number)
    try Self.run(
      Self.ip,
      ["link", "add", "name", ends.near, "type", "veth", "peer", "name", ends.far, "netns", space])
    try Self.run(Self.ip, ["address", "add", "\(net)\(host + 1)/30", "dev", ends.near])
    try Self.run(Self.ip, ["link", "set", ends.near, "up"])
    try far(["address", "add", "\(address)/30", "dev", ends.far])
    // Without a fixed neighbour the kernel's ARP queue, which no socket empties, keeps packets for 3 s.
    let hardware = "02:00:00:00:00:02"
    try far(["link", "set", ends.far, "address", hardware])
    try Self.run(
      Self.ip, ["neighbour", "add", address, "lladdr", hardware, "nud", "permanent", "dev", ends.near])
    try plug()
  }

  func pull() throws { try far(["link", "set", ends.far, "down"]) }

  func plug() throws { try far(["link", "set", ends.far, "up"]) }

  /// Connections to the slave that hold bytes which it has not acknowledged, orphans included.
  func unsent(port: Int) throws -> [String] {
    let remote = String(format: "%08X:%04X", inet_addr(address), port)
    return try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8).split(separator: "\n").map(
      String.init
    )
    .filter { line in
      let words = line.split(separator: " ")
      // State 02 is a connection that is being made: it holds nothing but its own opening.
      return words.count > 4 && words[2] == remote && words[3] != "02" && !words[4].hasPrefix("00000000:")
    }
  }

  private func far(_ arguments: [String]) throws {
    try Self.run(Self.nsenter, ["-t", String(peer.number), "-n", Self.ip] + arguments)
  }

  private static func isProgram(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    _ = ended.wait(timeout: .now() + 10)
    guard !process.isRunning, process.terminationStatus == 0 else {
      throw Refusal(command: [program] + arguments)
    }
  }
}
