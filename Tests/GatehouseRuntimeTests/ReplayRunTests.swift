import AccessModel
import FieldContract
import Foundation
import GateKeeping
import GatehouseSettings
import InputRing
import ShellOrder
import SiteJournal
import Synchronization
import Testing

@testable import GatehouseRuntime

/// `gatectl replay` and `rehearse`, from the loop's inputs to the lines that they print.
@Suite struct ReplayRunTests {
  /// A site of one lane in a folder of its own, with a loop that records.
  private struct Bench {
    let folder = NSTemporaryDirectory() + "gatehouse-replay-" + UUID().uuidString
    var file: String { folder + "/site.yaml" }

    init() throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data("0123456789abcdef".utf8).write(to: URL(fileURLWithPath: folder + "/token"))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/token")
      try write("site.yaml", accessPoint: "direction: entry")
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ name: String, accessPoint: String, journal: String = "") throws {
      let profiles = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("DeviceProfiles").path
      let text = """
        site: {id: yard, unlisted_forwarding: none}
        device_profiles: \(profiles)
        journal: {folder: \(folder)\(journal)}
        cameras: [{id: cam, profile: openalpr-agent, secret: {path_token: token}}]
        lanes: [{id: north, access_points: [{\(accessPoint), cameras: [{camera: cam}]}]}]

        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    /// What the cameras hear of so many vehicles that no list knows.
    func record(vehicles: Int) async throws -> [SubmissionResult] {
      let supplies = try Supplies.load(path: file, environment: [:])
      let journal = try Journal(folder: folder) { $0.data }
      let (now, inbox) = (SystemClock.now(), Inbox())
      let keeper = GateKeeper(layout: supplies.layout, run: 1, now: now)
      let inputs = InputRecorder(supplies.site, keeper: keeper, at: now, log: EventLog(plates: .none))
      let loop = GateLoop(
        keeper: keeper, inbox: inbox,
        recorder: EventRecorder(journal: journal, privacy: .none, isForwarding: false),
        dispatch: FieldDispatch(), board: SiteBoard(), onEvents: { _ in }, onOutage: { _ in },
        onRecovery: { _ in }, onTurn: {}, inputs: inputs)
      loop.start()
      var results: [SubmissionResult] = []
      for vehicle in 0..<vehicles {
        let read = PlateRead(device: "cam", plate: "ZZ\(vehicle)77", capturedAt: SystemClock.civil())
        results.append(await FieldDoor(inbox: inbox).submit([read]))
      }
      inbox.close()
      #expect(loop.join(within: .seconds(5)))
      inputs?.close()
      try journal.close()
      return results
    }

    func play(
      policy: String? = nil, since: String? = nil, decision: String? = nil, json: Bool = false
    ) -> (ReplayRequest.Exit, [String]) {
      let request = ReplayRequest(
        file: file, policy: policy.map { folder + "/" + $0 }, since: since, until: nil, decision: decision,
        json: json)
      var lines: [String] = []
      let exit = Daemon.replay(request, environment: [:]) { lines.append($0) }
      return (exit, lines)
    }
  }

  @Test func whatTheLoopDecided_comesOutEqual() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    #expect(try await bench.record(vehicles: 12) == Array(repeating: .committed, count: 12))
    let (exit, lines) = bench.play()
    #expect(exit == .equal)
    #expect(lines == ["12 decisions, 0 differ"])
    let (one, shown) = bench.play(decision: "1-3")
    #expect(one == .equal)
    #expect(shown.count == 2 && shown[0].contains("1-3 north-entry") && shown[1] == "1 decisions, 0 differ")
  }

  @Test func changedPolicy_isListed_withPlatesAsTheLogHasThem() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    _ = try await bench.record(vehicles: 5)
    try bench.write("new.yaml", accessPoint: "direction: entry, when_unknown: refer")
    let (exit, lines) = bench.play(policy: "new.yaml")
    #expect(exit == .differs)
    #expect(lines.count == 6 && lines.last == "5 decisions, 5 differ")
    #expect(
      lines[0].hasSuffix(
        "north-entry plate ZZ***77: denied credentialNotFound -> referred credentialNotFound"), "\(lines[0])")
    let (same, none) = bench.play(policy: "site.yaml")
    #expect(same == .equal && none == ["5 decisions, 0 differ"])
  }

  @Test func json_isOneDocumentALine() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    _ = try await bench.record(vehicles: 2)
    try bench.write("new.yaml", accessPoint: "direction: entry, when_unknown: refer")
    let (_, lines) = bench.play(policy: "new.yaml", json: true)
    let documents = try lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(documents.count == 3)
    #expect(documents.first?["access_point"] as? String == "north-entry")
    #expect((documents.first?["new"] as? [String: Any])?["outcome"] as? String == "referred")
    #expect(documents.last?["differ"] as? Int == 2)
  }

  @Test func brokenPolicy_isRefused_withEveryError() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    _ = try await bench.record(vehicles: 1)
    try bench.write("new.yaml", accessPoint: "direction: sideways, when_unknwn: refer")
    let (exit, lines) = bench.play(policy: "new.yaml")
    #expect(exit == .settings)
    let text = lines.joined()
    #expect(text.contains("sideways") && text.contains("when_unknwn"))
  }

  @Test func timeThatIsNone_andARecordingThatIsNone_areSaid() throws {
    let bench = try Bench()
    defer { bench.remove() }
    #expect(bench.play(since: "yesterday").0 == .usage)
    #expect(bench.play().0 == .nothingRecorded)
  }

  @Test(arguments: [
    ("2026-11-24", 1_795_478_400_000), ("2026-11-24T06:30", 1_795_501_800_000), ("2h", 1_799_992_800_000),
    ("2026-11-24T06:30:00+08:00", 1_795_473_000_000),
  ])
  func time_isReadInEachForm(text: String, milliseconds: Int64) {
    let request = ReplayRequest(file: "", policy: nil, since: text, until: nil, decision: nil, json: false)
    let now = CivilTime(milliseconds: 1_800_000_000_000)
    #expect(request.interval(now: now)?.lowerBound == CivilTime(milliseconds: milliseconds))
  }

  @Test func siteThatKeepsNoInputsAnyMore_deletesWhatItKept() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    _ = try await bench.record(vehicles: 2)
    #expect(try RingFolder(bench.folder + "/inputs").files().count == 1)
    try bench.write(
      "site.yaml", accessPoint: "direction: entry", journal: ", input_ring_mebibytes_max: 0")
    #expect(try await bench.record(vehicles: 1) == [.committed])
    #expect(try RingFolder(bench.folder + "/inputs").files().isEmpty)
  }

  @Test func whereNothingCanBeRecorded_theLaneGoesOn() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    // A file stands where the folder of inputs should be.
    try Data().write(to: URL(fileURLWithPath: bench.folder + "/inputs"))
    #expect(try await bench.record(vehicles: 3) == Array(repeating: .committed, count: 3))
    #expect(bench.play().0 == .nothingRecorded)
  }
}
