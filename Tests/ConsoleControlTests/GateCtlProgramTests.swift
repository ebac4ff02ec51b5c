import ConsoleContract
import ConsoleControl
import Foundation
import NIOPosix
import Testing

@testable import gatectl

/// The real binary against the real server.
@Suite struct GateCtlProgramTests {
  private func gatectl(_ arguments: String...) async throws -> ChildProgram.Result {
    try await gatectl(arguments)
  }

  private func gatectl(_ arguments: [String]) async throws -> ChildProgram.Result {
    let result = try await blocking.runIfActive {
      ChildProgram.run("gatectl", arguments, isCaptured: true)
    }
    return try #require(result, "gatectl stands beside the tests")
  }

  @Test func status_forPeopleAndForPrograms() async throws {
    try await withServer(ScriptedProvider()) { path in
      let people = try await gatectl("status", "--socket", path)
      #expect(people.output == StatusText(.sample).text + "\n")
      #expect(people.exitCode == 0)
      let programs = try await gatectl("status", "--socket", path, "--json")
      #expect(programs.output == (try ControlLine.json(SiteStatus.sample)) + "\n")
      #expect(programs.exitCode == 0)
    }
  }

  @Test func devices_withTheUnitsOfALine_forPeopleAndForPrograms() async throws {
    try await withServer(ScriptedProvider()) { path in
      let people = try await gatectl("devices", "--socket", path)
      #expect(people.output == DeviceText.lines(SiteStatus.sample.devices) + "\n")
      let programs = try await gatectl("devices", "list", "--socket", path, "--json")
      let lines = try SiteStatus.sample.devices.map { try ControlLine.json($0) }
      #expect(programs.output == lines.joined(separator: "\n") + "\n")
      // The walk keeps away from a line that the daemon uses.
      let walk = try await gatectl(
        "devices", "test", "inputs/waveshare-io-8ch", "192.168.1.50", "--socket", path, "--profiles", profiles
      )
      #expect(
        walk.output == "gatectl: gatehoused uses modbus tcp 192.168.1.50:502 as io-1: stop it first "
          + "(systemctl stop gatehoused), or give --inputs-only\n")
      #expect(walk.exitCode == 1)
    }
  }

  private var profiles: String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "DeviceProfiles").path
  }

  @Test func open_isAcceptedOrRefused_andTheExitCodeSaysWhich() async throws {
    let provider = ScriptedProvider()
    try await withServer(provider) { path in
      let done = try await gatectl("open", "north", "--reason", "ambulance", "--socket", path)
      #expect(done.output == "lane north opens once\n")
      #expect(done.exitCode == 0)
      let refused = try await gatectl("open", "south", "--socket", path)
      #expect(refused.output == "gatectl: refused: there is no lane \"south\"; the lanes are: north\n")
      #expect(refused.exitCode == 1)
      let json = try await gatectl("open", "south", "--socket", path, "--json")
      #expect(
        json.output == #"{"accepted":false,"text":"there is no lane \"south\"; the lanes are: north"}"# + "\n"
      )
      #expect(json.exitCode == 1)
      let faulty = try await gatectl("open", "north", "--reason", "a\nb", "--socket", path)
      #expect(faulty.output.hasPrefix("gatectl: refused: the reason must be one line"))
      #expect(faulty.exitCode == 1)
    }
    #expect(await provider.opened.map(\.lane) == ["north", "south", "south"])
    #expect(await provider.refused.map(\.verb) == ["open"])
  }

  @Test func explain_inBothLanguages_andForPrograms_andUnknownIsRefused() async throws {
    let provider = ScriptedProvider()
    try await withServer(provider) { path in
      #expect(try await gatectl("explain", "3-17", "--socket", path).output == "Granted.\n")
      #expect(try await gatectl("explain", "3-17", "--lang", "zh", "--socket", path).output == "放行。\n")
      #expect(
        try await gatectl("explain", "3-17", "--json", "--socket", path).output == #"""
          {"event":"3-17","events":[7,8],"is_kept":true,"reasons":[{"code":"membership","text":"A \#
          membership list admits the plate."}],"text":"Granted."}

          """#)
      let unknown = try await gatectl("explain", "unknown", "--socket", path)
      #expect(unknown.output.hasPrefix("gatectl: refused: the journal knows no \"unknown\";"))
      #expect(unknown.exitCode == 1)
      #expect(try await gatectl("explain", "1", "--lang", "xx", "--socket", path).exitCode == 64)
      await provider.change { $0.journalIsBroken = true }
      #expect(try await gatectl("explain", "1", "--socket", path).exitCode == 1)
    }
  }

  @Test func reloadWithErrors_listsThem_andLeavesBy78() async throws {
    let provider = ScriptedProvider()
    await provider.change {
      $0.reloadAnswer = ReloadAnswer(
        applied: false, text: "1 error; the old settings stay",
        diagnostics: ["site.yaml:3: bad port. use 1-65535"])
    }
    try await withServer(provider) { path in
      let result = try await gatectl("reload", "--socket", path)
      #expect(
        result.output == """
          site.yaml:3: bad port. use 1-65535
          gatectl: refused: 1 error; the old settings stay

          """)
      #expect(result.exitCode == 78)
    }
  }

  @Test func eventsAndAlarms_areListed() async throws {
    let provider = ScriptedProvider(journal: [.sample(1), .sample(2, lane: nil)])
    try await withServer(provider) { path in
      let events = try await gatectl("events", "--socket", path)
      #expect(
        events.output == EventText.line(.sample(1)) + "\n" + EventText.line(.sample(2, lane: nil)) + "\n")
      let json = try await gatectl("events", "--socket", path, "--json", "--lane", "north")
      #expect(json.output == (try EventText.json(.sample(1))) + "\n")
      #expect(try await gatectl("alarms", "--socket", path).output == "No open alarms.\n")
      await provider.change { $0.openAlarms = [.sample] }
      #expect(try await gatectl("alarms", "--socket", path).output == AlarmText.lines(.sample) + "\n")
    }
  }

  @Test func alarmsAndHits_areDecidedFromTheCommandLine() async throws {
    let provider = ScriptedProvider()
    await provider.change { provider in
      provider.pendingHits = [.sample]
      provider.hitCounts = [.sample]
    }
    try await withServer(provider) { path in
      func exit(_ words: String...) async throws -> Int32 {
        try await gatectl(words + ["--socket", path]).exitCode
      }
      #expect(try await exit("alarms", "ack", "17", "--reason", "seen") == 0)
      #expect(try await exit("alarms", "ack", "18") == 1)
      #expect(try await exit("alarms", "shelve", "17", "--for", "2h", "--reason", "mending") == 0)
      #expect(try await exit("alarms", "shelve", "17", "--for", "2h") == 64)
      #expect(try await exit("alarms", "unshelve", "17") == 0)
      #expect(try await exit("hits", "verify", "3-17", "--reason", "it is") == 0)
      #expect(try await exit("hits", "reject", "3-17") == 64)
      #expect(try await exit("hits", "show", "3-18") == 1)
      let screen = try await gatectl(["hits", "show", "3-17", "--socket", path])
      #expect(screen.output == HitText.screen(.sample) + "\n")
      let json = try await gatectl(["hits", "--json", "--socket", path])
      #expect(json.output.split(separator: "\n").count == 2)
    }
    #expect(
      await provider.alarmsAsked == [
        AlarmAsk(alarm: 17, deed: .acknowledge, reason: "seen"), AlarmAsk(alarm: 18, deed: .acknowledge),
        AlarmAsk(alarm: 17, deed: .shelve, seconds: 7200, reason: "mending"),
        AlarmAsk(alarm: 17, deed: .unshelve),
      ])
    #expect(await provider.hitsAsked == [HitAsk(hit: "3-17", deed: .verify, reason: "it is")])
  }

  @Test func follower_inAPipeThatClosesEarly_endsQuietly() async throws {
    // More than a pipe holds, so gatectl meets the closed end for certain.
    let provider = ScriptedProvider(journal: (1...10_000).map { .sample($0) })
    try await withServer(provider) { path in
      let folder = try #require(ChildProgram.ownFolder())
      let command = "\(folder)/gatectl events --after 0 --follow --socket \(path) | head -n 1"
      let piped = try await blocking.runIfActive {
        ChildProgram.run("sh", ["-c", command], isCaptured: true)
      }
      #expect(piped?.output == EventText.line(.sample(1)) + "\n")
    }
  }

  @Test func follower_isToldWhenTheDaemonStops() async throws {
    let provider = ScriptedProvider(journal: [.sample(1)])
    try await withFolder { folder in
      let path = folder + "/control.sock"
      let server = ControlSocketServer(path: path, provider: provider, log: silentLog)
      var follower: Task<ChildProgram.Result, any Error>?
      try await whileServing(server) {
        follower = Task { try await gatectl("events", "--follow", "--socket", path) }
        await provider.untilFollowed()
      }
      let result = try #require(try await follower?.value)
      #expect(
        result.output == EventText.line(.sample(1)) + "\n"
          + "gatectl: gatehoused closed the connection; see journalctl -u gatehoused\n")
      #expect(result.exitCode == 69)
    }
  }

  @Test func daemonThatIsAway_isSaid_with69_andAWrongCommandLineWith64() async throws {
    let away = try await gatectl("status", "--socket", "/nonexistent/control.sock")
    #expect(away.output.hasPrefix("gatectl: gatehoused is not running, or listens elsewhere"))
    #expect(away.exitCode == 69)
    #expect(try await gatectl("events", "--limit", "-1").exitCode == 64)
    #expect(try await gatectl("explode").exitCode == 64)
    #expect(try await gatectl("--help").output.contains("EXIT CODES"))
  }
}
