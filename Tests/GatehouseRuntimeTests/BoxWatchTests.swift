import AccessModel
import Foundation
import GatehouseSettings
import Testing

@testable import GatehouseRuntime

/// What readings raise an alarm, and what ends it. Each line: readings in turn, and what changed at each.
@Suite struct BoxWatchTests {
  private typealias Change = (inout BoxReadings) -> Void

  private static let start = CivilTime(milliseconds: 1_795_000_000_000)

  private static func limits() throws -> WatchSettings {
    let folder = NSTemporaryDirectory() + "gatehouse-watch-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let site = """
      site: {id: yard, unlisted_forwarding: none}
      device_profiles: \(folder)
      lanes: [{id: rear, access_points: [{direction: entry}]}]
      """
    try site.write(toFile: "\(folder)/site.yaml", atomically: true, encoding: .utf8)
    return try SiteFile.load(path: "\(folder)/site.yaml", environment: [:]).watch
  }

  /// Ten seconds apart: `+code subject` for an alarm, `-code subject` for its end.
  private func changes(_ readings: [Change]) throws -> [String] {
    var watch = BoxWatch(limits: try Self.limits())
    return readings.enumerated().map { index, change in
      let passed = Span.seconds(Int64(index) * 10)
      var readings = BoxReadings(at: Now(moment: .zero + passed, civil: Self.start + passed))
      change(&readings)
      return watch.take(readings).map(Self.line).joined(separator: " ")
    }
  }

  private static func line(_ change: BoxWatch.Change) -> String {
    switch change {
    case .raised(let code, let subject, _): "+\(code.rawValue) \(subject)"
    case .over(let code, let subject): "-\(code.rawValue) \(subject)"
    }
  }

  @Test(
    arguments: [
      // Five percent and 256 MiB are wanted; over at seven percent and 288 MiB.
      ([4_999, 6_999, 7_000], 100_000, ["+", "", "-"]), ([5_000], 100_000, [""]),
      ([255, 287, 288], 1_000, ["+", "", "-"]),
    ] as [([Int64], Int64, [String])])
  func disk(_ freeMebibytes: [Int64], _ size: Int64, _ expected: [String]) throws {
    let found = try changes(
      freeMebibytes.map { free -> Change in
        { $0.disks = [.init(folder: "/var", freeBytes: free << 20, sizeBytes: size << 20)] }
      })
    #expect(found == expected.map { $0.isEmpty ? "" : "\($0)diskLow /var" })
  }

  @Test(
    arguments: [
      // Hours left of a certificate that shall last 21 days; over from 22 days.
      ([21 * 24], [""]), ([21 * 24 - 1, 21 * 24, 22 * 24], ["+", "", "-"]), ([-1], ["+"]), ([0], ["+"]),
    ] as [([Int64], [String])])
  func certificate(_ hoursLeft: [Int64], _ expected: [String]) throws {
    let found = try changes(
      hoursLeft.map { hours -> Change in
        {
          $0.certificates = [.init(name: "uplink.certificate", endsAt: $0.at.civil + .seconds(hours * 3600))]
        }
      })
    #expect(found == expected.map { $0.isEmpty ? "" : "\($0)certificateExpiring uplink.certificate" })
  }

  @Test(
    arguments: [
      // Events that wait, and for how many hours the oldest has.
      ([(100_000, 24)], [""]), ([(100_001, 0), (50_001, 0), (50_000, 0)], ["+", "", "-"]),
      ([(1, 25), (1, 13), (0, 0)], ["+", "", "-"]),
    ] as [([(Int64, Int64)], [String])])
  func backlog(_ steps: [(Int64, Int64)], _ expected: [String]) throws {
    let found = try changes(
      steps.map { events, hours -> Change in
        { $0.backlog = .init(events: events, oldestAt: $0.at.civil + .seconds(-3600 * hours)) }
      })
    #expect(found == expected.map { $0.isEmpty ? "" : "\($0)uplinkBacklog uplink" })
  }

  @Test(arguments: [([512], [""]), ([513, 461, 460], ["+", "", "-"])] as [([Int64], [String])])
  func memory(_ mebibytes: [Int64], _ expected: [String]) throws {
    let found = try changes(mebibytes.map { value -> Change in { $0.memoryBytes = value << 20 } })
    #expect(found == expected.map { $0.isEmpty ? "" : "\($0)memoryHigh gatehoused" })
  }

  @Test(arguments: [([85_000], [""]), ([85_001, 80_001, 80_000], ["+", "", "-"])] as [([Int64], [String])])
  func temperature(_ millidegrees: [Int64], _ expected: [String]) throws {
    let found = try changes(
      millidegrees.map { value -> Change in { $0.sensors = [.init(name: "cpu", millidegrees: value)] } })
    #expect(found == expected.map { $0.isEmpty ? "" : "\($0)temperatureHigh cpu" })
  }

  @Test(arguments: [([4], [""]), ([5, 3, 2], ["+", "", "-"])] as [([Int], [String])])
  func restarts(_ starts: [Int], _ expected: [String]) throws {
    let found = try changes(starts.map { value -> Change in { $0.recentStarts = value } })
    #expect(found == expected.map { $0.isEmpty ? "" : "\($0)restartLoop gatehoused" })
  }

  @Test(
    arguments: [
      ([500], [""]), ([501, 499, 250, 249], ["+", "", "", "-"]), ([-501, -249], ["+", "-"]),
    ] as [([Int64], [String])])
  func clockOffset(_ milliseconds: [Int64], _ expected: [String]) throws {
    let found = try changes(
      milliseconds.map { value -> Change in
        { $0.clock = .init(isSynchronised: true, offset: .milliseconds(value), errorMax: .zero) }
      })
    #expect(found == expected.map { $0.isEmpty ? "" : "\($0)clockUnsynchronised offset" })
  }

  @Test(arguments: [([3000], [""]), ([3001, 1500, 1499], ["+", "", "-"])] as [([Int64], [String])])
  func clockThatNobodyCorrects_hasLostItsSource(_ errors: [Int64], _ expected: [String]) throws {
    let found = try changes(
      errors.map { value -> Change in
        { $0.clock = .init(isSynchronised: true, offset: .zero, errorMax: .milliseconds(value)) }
      })
    #expect(found == expected.map { $0.isEmpty ? "" : "\($0)clockUnsynchronised source" })
  }

  @Test func clockWithoutSource_isAlarmedAfterAMinute_andOverWithTheSource() throws {
    let without: Change = { $0.clock = .init(isSynchronised: false) }
    let with: Change = { $0.clock = .init(isSynchronised: true) }
    let found = try changes(Array(repeating: without, count: 7) + [with])
    #expect(found == ["", "", "", "", "", "", "+clockUnsynchronised source", "-clockUnsynchronised source"])
  }

  @Test(arguments: [(499, ""), (501, "+"), (-501, "+"), (86_400_000, "+")] as [(Int64, String)])
  func clockSetAtOnce(_ milliseconds: Int64, _ expected: String) throws {
    let found = try changes([
      { _ in }, { $0.at = Now(moment: $0.at.moment, civil: $0.at.civil + .milliseconds(milliseconds)) },
    ])
    #expect(found == ["", expected.isEmpty ? "" : "+clockStepped box"])
  }

  @Test func clockSetAgain_isToldAgain_andAnHourLaterItIsOver() throws {
    func set(_ seconds: Int64, after passed: Int64 = 0) -> Change {
      {
        $0.at = Now(moment: $0.at.moment + .seconds(passed), civil: $0.at.civil + .seconds(passed + seconds))
      }
    }
    let found = try changes([set(0), set(2), set(4), set(4, after: 3580), set(4, after: 3590)])
    #expect(
      found == ["", "+clockStepped box", "-clockStepped box +clockStepped box", "", "-clockStepped box"])
  }

  @Test func whatCannotBeKnown_isNoAlarm_andEndsOne() throws {
    let hot: Change = { $0.sensors = [.init(name: "cpu", millidegrees: 99_000)] }
    #expect(try changes([{ _ in }, hot, { _ in }]) == ["", "+temperatureHigh cpu", "-temperatureHigh cpu"])
  }

  @Test func alarm_saysWhatIsAndWhatIsWanted() throws {
    var watch = BoxWatch(limits: try Self.limits())
    var readings = BoxReadings(at: Now(moment: .zero, civil: Self.start))
    readings.disks = [.init(folder: "/var", freeBytes: 100 << 20, sizeBytes: 1000 << 20)]
    readings.certificates = [.init(name: "uplink.certificate", endsAt: Self.start + .seconds(3 * 86_400 + 5))]
    #expect(
      watch.take(readings) == [
        .raised(
          .diskLow, subject: "/var",
          what:
            "100 MiB of 1000 MiB are free on the disk of /var, at least 5 % and 256 MiB are wanted"),
        .raised(
          .certificateExpiring, subject: "uplink.certificate",
          what: "the certificate `uplink.certificate` ends in 3 days, \(Self.start + .seconds(259_205))"),
      ])
  }
}
