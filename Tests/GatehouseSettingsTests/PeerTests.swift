import Foundation
import Testing

/// Programs of others look at what this repository ships: jsonschema at the example, systemd at the unit.
@Suite struct PeerTests {
  private static let python = ProcessInfo.processInfo.environment["GATEHOUSE_PEERS_PYTHON"]
  private static let analyze = "/usr/bin/systemd-analyze"
  private static var hasSystemd: Bool { FileManager.default.isExecutableFile(atPath: analyze) }

  /// Exit status and both outputs of a program.
  private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, said: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }

  private static func path(_ name: String) -> String {
    Repository.folder.appendingPathComponent(name).path
  }

  @Test(.enabled(if: python != nil, "GATEHOUSE_PEERS_PYTHON names no Python with jsonschema and PyYAML"))
  func schema_acceptsTheExample_andRefusesMistakes() throws {
    let python = try #require(Self.python)
    let files = ["Tests/Peers/site_schema.py", "config/site.schema.json", "config/site.example.yaml"]
    let (status, said) = try Self.run(python, files.map(Self.path))
    #expect(status == 0 && said == "valid 2 refused 11\n", "\(said)")
  }

  @Test(.enabled(if: hasSystemd, "systemd-analyze is not installed"))
  func unit_isExposedAtMost1_5() throws {
    // Thresholds are in tenths.
    let arguments = ["security", "--offline=true", "--no-pager", "--threshold=15"]
    let (status, said) = try Self.run(Self.analyze, arguments + [Self.path("systemd/gatehoused.service")])
    #expect(status == 0, "\(said)")
    #expect(said.contains("Overall exposure level for gatehoused.service:"))
  }

  @Test(.enabled(if: hasSystemd, "systemd-analyze is not installed"))
  func unit_isVerifiedInSilence() throws {
    let folder = try SiteFolder()
    let unit = try Repository.text("systemd/gatehoused.service")
    // The daemon need not be installed where this runs.
    try folder.write(
      "gatehoused.service", unit.replacing("ExecStart=/usr/bin/gatehoused", with: "ExecStart=/bin/true"))
    let (status, said) = try Self.run(Self.analyze, ["verify", folder.file("gatehoused.service")])
    #expect(status == 0 && said == "", "\(said)")
  }

  @Test func unit_keepsItsPromises() throws {
    let lines = try Set(Repository.text("systemd/gatehoused.service").split(separator: "\n").map(String.init))
    let promises = [
      "Type=notify", "WatchdogSec=10", "Restart=always", "TimeoutStopSec=10", "User=gatehouse",
      "ExecReload=/bin/kill -HUP $MAINPID", "RestartPreventExitStatus=78", "StateDirectory=gatehouse",
      "RuntimeDirectory=gatehouse", "ConfigurationDirectory=gatehouse", "SupplementaryGroups=dialout",
      "DeviceAllow=char-ttyS rw", "DeviceAllow=char-ttyUSB rw",
    ]
    for promise in promises { #expect(lines.contains(promise), "\(promise)") }
  }
}
