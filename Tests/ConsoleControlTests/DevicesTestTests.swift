import FieldPeers
import Foundation
import ModbusDevices
import NIOPosix
import Testing

@testable import gatectl

/// `gatectl devices test`, the real binary, against a slave by pymodbus; answers come through standard input.
@Suite(.serialized) struct DevicesTestTests {
  private static let python = ProcessInfo.processInfo.environment["GATEHOUSE_PEERS_PYTHON"]
  private static let why: Comment = "needs GATEHOUSE_PEERS_PYTHON with pymodbus"
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let profiles = root.appending(path: "DeviceProfiles").path
  private static let moxa = "barrier/moxa-iologik-e1214"

  private func slave() throws -> (PeerProgram, Int) {
    let script = Self.root.appending(path: "Tests/Peers/modbus_slave.py").path
    let peer = try PeerProgram(Self.python ?? "", ["-u", script, "tcp", "0", "1"])
    let port = try peer.lines.wait(seconds: 20, for: "ready") { line in
      line.hasPrefix("ready ") ? Int(line.dropFirst(6)) : nil
    }
    return (peer, port)
  }

  /// Types `answers`, one a line, and then ends the input.
  private func test(_ arguments: String, answers: [String] = []) async throws -> ChildProgram.Result {
    let folder = try #require(ChildProgram.ownFolder())
    let typed = answers.map { $0 + "\\n" }.joined()
    let command =
      "printf '\(typed)' | \(folder)/gatectl devices test \(arguments) --profiles \(Self.profiles) "
      + "--socket /nonexistent/control.sock"
    let result = try await blocking.runIfActive {
      ChildProgram.run("sh", ["-c", command], isCaptured: true)
    }
    return try #require(result)
  }

  /// `address value` of each coil that was written.
  private func writes(_ peer: PeerProgram) throws -> [String] {
    try peer.send("ping end")
    try peer.lines.wait(for: "pong") { $0 == "pong end" ? true : nil }
    return peer.lines.since(0).compactMap { line in
      line.hasPrefix("write 5 ") ? line.split(separator: " ")[2...3].joined(separator: " ") : nil
    }
  }

  @Test(.enabled(if: python != nil, why)) func everyPointIsAskedFor_andNothingMovesWithoutAYes() async throws
  {
    let (peer, port) = try slave()
    defer { peer.end() }
    let walk = try await test(
      "\(Self.moxa) 127.0.0.1:\(port)/1", answers: ["", "y", "y", "y", "y", "y", "y", "y", "s", "s"])
    #expect(walk.output.contains("1/8  open_limit  (discrete_input 0)"))
    #expect(walk.output.contains("now: off"))
    #expect(walk.output.hasSuffix("6 right; skipped: stop, lower\n"))
    #expect(walk.exitCode == 0)
    #expect(try writes(peer) == ["0 1", "0 0"])
  }

  @Test(.enabled(if: python != nil, why)) func wrongPoint_andAWalkThatIsLeft_endBy1_oneLineAPoint()
    async throws
  {
    let (peer, port) = try slave()
    defer { peer.end() }
    let walk = try await test("\(Self.moxa) 127.0.0.1:\(port) --json 2>/dev/null", answers: ["y", "n", "q"])
    let lines = walk.output.split(separator: "\n")
    #expect(lines.count == 8)
    #expect(
      lines.first == """
        {"address":"discrete_input 0","moves":false,"point":"open_limit",\
        "prompt":"Is it on exactly while the barrier is fully open?","seen":"off","verdict":"right"}
        """)
    #expect(lines.map { $0.contains(#""verdict":"wrong""#) }.firstIndex(of: true) == 1)
    #expect(lines.count { $0.contains(#""verdict":"not_tried""#) } == 6)
    #expect(walk.exitCode == 1)
    #expect(try writes(peer).isEmpty)
  }

  @Test(.enabled(if: python != nil, why)) func inputsOnly_leavesOutWhatMoves() async throws {
    let (peer, port) = try slave()
    defer { peer.end() }
    let walk = try await test(
      "\(Self.moxa) tcp:127.0.0.1:\(port) --unit 1 --inputs-only", answers: Array(repeating: "y", count: 9))
    #expect(walk.output.contains("5 points, 0 of them switch something"))
    #expect(walk.output.hasSuffix("5 right\n"))
    #expect(try writes(peer).isEmpty)
  }

  @Test(.enabled(if: python != nil, why)) func interruptionWhileARelayIsOn_switchesItOffFirst() async throws {
    let (peer, port) = try slave()
    defer { peer.end() }
    let folder = try #require(ChildProgram.ownFolder())
    // A profile whose pulse outlasts the test's patience: only the interruption can end it.
    let place = FileManager.default.temporaryDirectory.appending(path: "walk-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let board = place.appending(path: "barrier/slow")
    try FileManager.default.createDirectory(at: board, withIntermediateDirectories: true)
    try """
    name: Slow
    outputs:
      raise: {coil: 0, pulse_milliseconds: 10000}
      lower: {coil: 1, pulse_milliseconds: 10000}
    inputs:
      open_limit: {discrete_input: 0}
    """.write(to: board.appending(path: "profile.yaml"), atomically: true, encoding: .utf8)
    let walk = try PeerProgram(
      "\(folder)/gatectl",
      ["devices", "test", "barrier/slow", "127.0.0.1:\(port)", "--profiles", place.path, "--socket", "/none"])
    for answer in ["s", "y"] { try walk.send(answer) }
    try peer.lines.wait(for: "the relay on") { $0.hasPrefix("write 5 0 1") ? true : nil }
    kill(walk.number, SIGINT)
    try peer.lines.wait(seconds: 5, for: "the relay off") { $0.hasPrefix("write 5 0 0") ? true : nil }
    try walk.lines.wait(for: "the summary") {
      $0 == "skipped: open_limit; not tried: raise, lower" ? true : nil
    }
  }

  @Test func listing_needsNoBoard_andMistakesAreTold() async throws {
    let list = try await test("\(Self.moxa) 192.0.2.1 --list")
    #expect(list.output.contains("raise"))
    #expect(list.output.split(separator: "\n").count == 9)
    #expect(list.exitCode == 0)
    let away = try await test("\(Self.moxa) 127.0.0.1:1")
    #expect(away.output.contains("cannot connect: Connection refused; check power, cable and address"))
    #expect(away.exitCode == 69)
    let http = try await test("http/hikvision-remote-door 127.0.0.1")
    #expect(http.output.contains("is commanded over HTTP"))
    #expect(http.exitCode == 64)
    let lock = try await test("door/moxa-iologik-e1214 127.0.0.1 --list")
    #expect(lock.output.contains("say --lock fail_secure or --lock fail_safe"))
    #expect(lock.exitCode == 64)
    let unknown = try await test("moxa-iologik-e1214 127.0.0.1")
    #expect(unknown.output.contains("did you mean barrier/moxa-iologik-e1214 or door/moxa-iologik-e1214"))
    #expect(unknown.exitCode == 64)
  }

  @Test func addresses_areReadAsTheSiteFileMeansThem() throws {
    func address(_ text: String) throws -> BoardAddress { try BoardAddress(text) }
    #expect(try address("10.0.0.5").transport == .tcp(host: "10.0.0.5", port: 502))
    #expect(try address("tcp:io.lan:1502/7").transport == .tcp(host: "io.lan", port: 1502))
    #expect(try address("tcp:io.lan:1502/7").unit == 7)
    #expect(try address("[fe80::1]:503").transport == .tcp(host: "fe80::1", port: 503))
    #expect(try address("fe80::1/9").transport == .tcp(host: "fe80::1", port: 502))
    #expect(
      try address("rtu_over_tcp:10.0.0.5:4001/2").transport == .rtuOverTCP(host: "10.0.0.5", port: 4001))
    #expect(
      try address("/dev/ttyS1").transport == .rtu(path: "/dev/ttyS1", baud: 9600, parity: .none, stopBits: 1))
    for wrong in ["", "a:b", "a:0", "a/248", "rtu:ttyS1", "a:70000"] {
      #expect(throws: (any Error).self) { try address(wrong) }
    }
  }
}
