import Testing

/// Each rule can fail, and fails only for what it forbids.
@Suite struct HouseRulesTests {
  private let source = "Sources/Console/ConsoleControl/A.swift"

  private func found(_ rule: (TextFile) -> [String], _ text: String, at path: String? = nil) -> [String] {
    rule(TextFile(path: path ?? source, text: text))
  }

  @Test(
    arguments: [
      "import GRDB", "public import SiteJournal", "@testable import GateKeeping", "import struct GRDB.Row",
      "@preconcurrency internal import Hummingbird", "  import ConsoleServing",
    ])
  func importAgainstTheTable_isFound(line: String) {
    #expect(found(HouseRules.imports, "// purpose\n\(line)\n").count == 1)
  }

  @Test func importByTheTable_isNotFound() {
    let allowed = "public import ConsoleContract\ninternal import NIOCore\nimport Glibc\n// import GRDB\n"
    #expect(found(HouseRules.imports, allowed).isEmpty)
  }

  @Test func driverThatImportsADriver_coreThatImportsFoundation_areFound() {
    #expect(
      found(HouseRules.imports, "import CameraPush", at: "Sources/Field/ModbusDevices/A.swift")
        == ["Sources/Field/ModbusDevices/A.swift:1: ModbusDevices may not import CameraPush"])
    #expect(found(HouseRules.imports, "import Foundation", at: "Sources/Core/AccessModel/A.swift").count == 1)
  }

  @Test(
    arguments: [
      "Sources/Core/Attic/A.swift", "Sources/Field/AccessModel/A.swift", "Sources/Core/A.swift",
      "Sources/A.swift",
    ])
  func unknownOrMisplacedRoom_isFound(path: String) {
    #expect(found(HouseRules.imports, "let a = 1", at: path) == ["\(path):1: this room is not in ArrowTable"])
  }

  @Test(
    arguments: [
      "// TODO: later", "// FIXME", "// XXX why", "let blacklist = 1", "// the Whitelist",
      "struct LaneManager {}",
      "func stringUtils() {}", "enum Helper {}", "class TestHelperFunctions {}", "let dateUtil = 1",
      "enum NetworkUtilities {}",
    ])
  func bannedWord_isFound(line: String) {
    #expect(found(HouseRules.words, line).count == 1)
  }

  @Test func innocentWords_areNotFound() {
    let text = "FileManager.default\n\"/tmp/a-XXXXXX\"\nlet mastodon = 1 // utilisation, Utilisation\n"
    #expect(found(HouseRules.words, text).isEmpty)
    #expect(found(HouseRules.words, "// TODO", at: "Tests/Tidy/A.swift").isEmpty)
    #expect(found(HouseRules.words, "the network Manager of the box", at: "README.md").isEmpty)
    #expect(found(HouseRules.words, "TODO", at: "README.md").count == 1)
  }

  @Test func traps_areFound() {
    #expect(found(HouseRules.traps, "let a = try! b()").count == 1)
    #expect(found(HouseRules.traps, "let a = b as! C").count == 1)
    #expect(found(HouseRules.traps, "let a = try? b() as? C\nprint(\"alias!\")").isEmpty)
  }

  @Test func namesOfTypes_areHeldToTheRule() {
    #expect(found(HouseRules.typeNames, "public struct LaneInfo {").count == 1)
    #expect(found(HouseRules.typeNames, "final class PlateData: Sendable {").count == 1)
    #expect(found(HouseRules.typeNames, "enum ConsoleControl {").count == 1)
    #expect(found(HouseRules.typeNames, "struct DataPage {\nlet info: Data\n}").isEmpty)
  }

  @Test func sizes_areMeasured() {
    let wide = String(repeating: "京", count: 110)
    #expect(found(HouseRules.sizes, wide + "\n" + wide + "a").count == 1)
    let long = String(repeating: "a\n", count: 401)
    #expect(found(HouseRules.sizes, String(long.dropLast(2))).isEmpty)
    #expect(found(HouseRules.sizes, long).count == 1)
    #expect(found(HouseRules.sizes, long, at: "Tests/ATests/A.swift").isEmpty)
    #expect(found(HouseRules.sizes, long + long, at: "Tests/ATests/A.swift").count == 1)
  }

  @Test(
    arguments: [
      "  public static func a() {", "  init?(b: Int) {", "  @Test func a() {", "  var text: String {",
      "  func a(\n    b: Int\n  ) -> Int {", "  private mutating func a<B>() throws\n  where B: C {",
    ])
  func longFunction_isFound(head: String) {
    func function(_ lines: Int) -> String {
      let filling = lines - head.split(separator: "\n").count - 1
      return "struct A {\n\(head)\n" + String(repeating: "    b()\n", count: filling) + "  }\n}\n"
    }
    #expect(found(HouseRules.functionSizes, function(60)).isEmpty)
    #expect(found(HouseRules.functionSizes, function(61)).count == 1)
  }

  @Test func shortFunctions_areNotAddedUp() {
    let short = String(repeating: "  func a() { b() }\n  func c()\n  let d = 1\n", count: 40)
    #expect(found(HouseRules.functionSizes, "struct A {\n\(short)}\n").isEmpty)
  }

  @Test(
    arguments: [
      "try await Task.sleep(for: .seconds(1))", "Thread.sleep(forTimeInterval: 1)", "sleep(1)",
      "  usleep(10)",
      "Glibc.sleep(1)", "try await clock.sleep(until: x)",
    ])
  func sleepInATest_isFound(line: String) {
    #expect(found(HouseRules.sleeps, line, at: "Tests/ATests/A.swift").count == 1)
    #expect(found(HouseRules.sleeps, line, at: "Tests/Peers/A.swift").isEmpty)
    #expect(found(HouseRules.sleeps, line).isEmpty)
  }

  @Test func callThatOnlyEndsInSleep_isNotFound() {
    #expect(found(HouseRules.sleeps, "letSleepingDogs.oversleep()", at: "Tests/ATests/A.swift").isEmpty)
  }

  @Test func uncheckedSendable_needsItsProofAbove() {
    let bare = "import A\nfinal class B: @unchecked Sendable {"
    #expect(found(HouseRules.uncheckedSendables, bare).count == 1)
    let proven =
      "// One thread only: the bus's own.\n@available(*, noasync)\nfinal class B: @unchecked Sendable {"
    #expect(found(HouseRules.uncheckedSendables, proven).isEmpty)
    #expect(found(HouseRules.uncheckedSendables, "// why not @unchecked Sendable").isEmpty)
  }

  @Test(arguments: ["see /home/somebody/x", "cd /root/x", "/Users/somebody/a"])
  func pathOfOneMachine_isFound(line: String) {
    #expect(found(HouseRules.machinePaths, line, at: "README.md").count == 1)
    #expect(found(HouseRules.machinePaths, "/run/gatehouse/control.sock and /tmp/x", at: "README.md").isEmpty)
  }
}
