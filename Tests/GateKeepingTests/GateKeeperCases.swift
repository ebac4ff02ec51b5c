import AccessModel
import Foundation
import GateKeeping
import Testing

@Suite struct GateKeeperCases {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
  static let files =
    ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [])
    .filter { $0.pathExtension == "case" }.sorted { $0.path < $1.path }

  @Test func thereAreCases() { #expect(Self.files.count >= 20) }

  @Test(arguments: files) func caseHolds(_ file: URL) throws { try CaseScript(file: file).play() }

  @Test func caseRunner_canFail() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "wrong-\(UUID()).case")
    try "# Wrong on purpose.\n0 sense closed clear\n  moved open\n".write(
      to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let script = try CaseScript(file: file)
    #expect(throws: CaseScript.Mismatch.self) { try script.play() }
  }

  @Test func equalInputs_giveEqualEffects() {
    func run() -> [GateEffect] {
      let site = CaseSite()
      var keeper = site.begin(at: CaseSite.now(0))
      return (0..<200).flatMap { step -> [GateEffect] in
        let now = CaseSite.now(Double(step) * 0.5)
        let words =
          step % 5 == 0
          ? ["read", "A\(step % 3)"]
          : ["sense", step % 7 < 3 ? "closed" : "open", step % 4 == 0 ? "occupied" : "clear"]
        return ((try? site.inputs(words, at: now)) ?? []).flatMap { keeper.step($0, at: now) }
      }
    }
    let first = run()
    #expect(first == run())
    #expect(first.count > 100)
  }

  @Test func nextDeadline_isAlwaysAhead_soThatTheLoopNeverSpins() throws {
    let site = CaseSite()
    var keeper = site.begin(at: CaseSite.now(0))
    var seconds = 0.0
    for round in 0..<2000 {
      let words =
        switch round % 11 {
        case 0: ["read", "A1"]
        case 3: ["sense", "between", "clear"]
        case 5: ["sense", "open", round % 2 == 0 ? "clear" : "occupied"]
        case 8: ["sense", "closed", "clear"]
        case 9: ["offline"]
        default: ["tick"]
        }
      let now = CaseSite.now(seconds)
      for input in try site.inputs(words, at: now) { _ = keeper.step(input, at: now) }
      _ = keeper.step(.tick, at: now)
      if let deadline = keeper.nextDeadline { #expect(deadline > now.moment) }
      seconds += Double(round % 13) * 0.37
    }
  }
}
