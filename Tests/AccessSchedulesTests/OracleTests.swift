import AccessModel
import AccessSchedules
import Foundation
import Testing

/// python-dateutil and zoneinfo, which nobody here wrote, say when seeded random rules apply.
@Suite struct OracleTests {
  private static let python = ProcessInfo.processInfo.environment["GATEHOUSE_PEERS_PYTHON"]
  private static let hasDateutil =
    python.map { run($0, ["-c", "import dateutil, zoneinfo"]) != nil } ?? false
  private static let rules = 500
  private static let instants = 20

  /// What the program printed; nil when it failed.
  private static func run(_ program: String, _ arguments: [String]) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? said : nil
  }

  @Test(.enabled(if: hasDateutil, "GATEHOUSE_PEERS_PYTHON names no Python with python-dateutil==2.9.0"))
  func everySeededRule_appliesWhenDateutilSaysSo() throws {
    let script = Zones.repository.appending(path: "Tests/Peers/schedule_oracle.py").path
    let arguments = [script, "20261126", String(Self.rules), String(Self.instants)]
    let python = try #require(Self.python)
    let lines = try #require(Self.run(python, arguments)).split(separator: "\n")
    #expect(lines.count == Self.rules * Self.instants * 6 / 5)
    var zones: [Substring: ZoneRules] = [:]
    var (text, schedule) = ("always"[...], Schedule.always)
    var (wrong, active, read): ([Substring], Int, Int) = ([], 0, 0)
    for line in lines {
      let fields = line.split(separator: "\t")
      try #require(fields.count == 5)
      let zone = try zones[fields[0]] ?? Zones.read(String(fields[0]))
      zones[fields[0]] = zone
      if fields[4] != text {
        text = fields[4]
        schedule = try Schedule(parsing: String(text))
        read += 1
        // Every tenth is also printed and read again.
        if read % 10 == 0 { #expect(try Schedule(parsing: schedule.description) == schedule, "\(text)") }
      }
      let time = CivilTime(milliseconds: try #require(Int64(fields[1])) * 1000)
      let isActive = schedule.isActive(at: time, in: zone)
      if isActive { active += 1 }
      if zone.offsetSeconds(at: time) != Int(fields[2]) || isActive != (fields[3] == "1") {
        wrong.append(line)
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) of \(lines.count):\n\(wrong.prefix(10).joined(separator: "\n"))")
    // An oracle that always says the same proves nothing.
    #expect((lines.count / 4...lines.count * 3 / 4).contains(active), "\(active)")
  }
}
