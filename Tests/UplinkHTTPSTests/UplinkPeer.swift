import Foundation
import Synchronization
import Testing

@testable import UplinkHTTPS

/// The counterpart in `Tests/Peers/uplink_upstream.py`: one process for all tests, gone when this one ends.
final class UplinkPeer: Sendable {
  struct Facts: Decodable {
    var ids: [String], batches: [Int], connections: [String], contentTypes: [String], faults: [String]
  }

  private struct Greeting: Decodable {
    var folder: String
    var ports: [String: Int]
  }

  private struct Broken: Error {}

  private let greeting: Greeting
  private let pipes: Mutex<(input: FileHandle, output: FileHandle)>

  static let isAvailable =
    python != nil
    && ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"].contains {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  static let shared = Result { try UplinkPeer() }

  private static let python = ProcessInfo.processInfo.environment["GATEHOUSE_PEERS_PYTHON"]

  private init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let payloads =
      ProcessInfo.processInfo.environment["GATEHOUSE_PAYLOADS"]
      ?? root.deletingLastPathComponent().appending(path: "../shared/payloads").path
    let schema = payloads + "/cloudevents/json_schema.json"
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments =
      [root.appending(path: "Peers/uplink_upstream.py").path]
      + (FileManager.default.fileExists(atPath: schema) ? [schema] : [])
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    greeting = try JSONDecoder().decode(Greeting.self, from: Self.line(output.fileHandleForReading))
    pipes = Mutex((input.fileHandleForWriting, output.fileHandleForReading))
  }

  /// What arrived at `/events/RUN`.
  func facts(_ run: String) throws -> Facts {
    try pipes.withLock { pipes in
      try pipes.input.write(contentsOf: Data("facts \(run)\n".utf8))
      return try JSONDecoder().decode(Facts.self, from: Self.line(pipes.output))
    }
  }

  /// A file of the throw-away PKI.
  func file(_ name: String) -> String { "\(greeting.folder)/\(name)" }

  /// Settings for one of the servers, good in every respect that is not asked for otherwise.
  func settings(
    _ server: String = "good", _ path: String = "/sink", ca: String = "ca.crt", client: String? = "client"
  ) throws -> HTTPSTransportSettings {
    let port = try #require(greeting.ports[server])
    var settings = HTTPSTransportSettings(
      url: "https://127.0.0.1:\(port)\(path)", authorityFile: file(ca),
      certificateFile: file("\(client ?? "").crt"), keyFile: file("\(client ?? "").key"))
    if client == nil { settings.client = nil }
    return settings
  }

  private static func line(_ output: FileHandle) throws -> Data {
    var line = Data()
    while let byte = try output.read(upToCount: 1), !byte.isEmpty {
      if byte == Data("\n".utf8) { return line }
      line += byte
    }
    throw Broken()
  }
}
