import ConsoleContract
import Glibc
import Testing

@testable import ConsoleControl

@Suite struct ControlSocketServerTests {
  private let status = #"{"v":1,"verb":"status"}"#
  private let openNorth = #"{"v":1,"verb":"open","lane":"north","reason":"ambulance"}"#

  @Test func status_comesBackAsItWasGiven() async throws {
    try await withServer(ScriptedProvider()) { path in
      let answer = try await TestClient(path).ask(status)
      #expect(answer == .status(.sample))
    }
  }

  @Test func command_carriesTheIdentityOfWhoConnected() async throws {
    let provider = ScriptedProvider()
    try await withServer(provider) { path in
      let answer = try await TestClient(path).ask(openNorth)
      #expect(answer == .command(CommandAnswer(accepted: true, text: "lane north opens once")))
    }
    let opened = try #require(await provider.opened.first)
    #expect(opened.lane == "north")
    #expect(opened.reason == "ambulance")
    #expect(opened.by.userID == getuid())
    #expect(opened.by.processID == getpid())
    #expect(opened.by.name == getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) })
  }

  @Test func accountUnknownToTheBox_isNamedByItsNumber() {
    #expect(OperatorIdentity.accountName(of: 3_999_999_999) == "uid:3999999999")
  }

  @Test func requestsOfOneConnection_areAnsweredInOrder() async throws {
    try await withServer(ScriptedProvider()) { path in
      let client = try TestClient(path)
      try await client.send([status, #"{"v":1,"verb":"alarms"}"#, openNorth].joined(separator: "\n") + "\n")
      #expect(try await client.response() == .status(.sample))
      #expect(try await client.response() == .end(count: 0))
      #expect(
        try await client.response()
          == .command(CommandAnswer(accepted: true, text: "lane north opens once")))
    }
  }

  @Test func clientThatStoppedSending_stillGetsItsAnswer_thenTheEnd() async throws {
    try await withServer(ScriptedProvider()) { path in
      let client = try TestClient(path)
      try await client.send(status + "\n")
      client.endSending()
      #expect(try await client.response() == .status(.sample))
      #expect(try await client.line() == nil)
    }
  }

  @Test(
    arguments: [
      ("hello", "unknown", "unreadable"), ("", "unknown", "unreadable"), ("[1,2]", "unknown", "unreadable"),
      ("\u{0}\u{1}{", "unknown", "unreadable"), (#"{"verb":"status"}"#, "unknown", "unreadable"),
      (#"{"v":2,"verb":"status"}"#, "status", "version"),
      (#"{"v":1,"verb":"explode"}"#, "explode", "unknown_verb"),
      (#"{"v":1,"verb":"open"}"#, "open", "bad_argument"),
      (#"{"v":1,"verb":"open","lane":"north","reason":"a\nb"}"#, "open", "bad_argument"),
      (#"{"v":1,"verb":"events","limit":10001}"#, "events", "bad_argument"),
    ])
  func requestThatCannotBeTaken_isAnswered_recorded_andEndsTheConnection(
    line: String, verb: String, code: String
  ) async throws {
    let provider = ScriptedProvider()
    try await withServer(provider) { path in
      let client = try TestClient(path)
      guard case .fault(let fault) = try await client.ask(line) else {
        Issue.record("not refused")
        return
      }
      #expect(fault.code == code)
      #expect(try await client.line() == nil)
      let refused = await provider.refused
      #expect(refused.map(\.verb) == [verb])
      #expect(refused.map(\.reason) == [fault.text])
      #expect(refused.map(\.by.userID) == [getuid()])
    }
    #expect(await provider.opened.isEmpty)
  }

  @Test func lineOfExactlyTheLimit_isTaken_oneByteMoreIsNot() async throws {
    let provider = ScriptedProvider()
    let spaces = String(repeating: " ", count: ControlLine.requestBytesMax - 1 - status.utf8.count)
    try await withServer(provider) { path in
      #expect(try await TestClient(path).ask(status + spaces) == .status(.sample))
      let tooLong = try TestClient(path)
      try await tooLong.send(status + spaces + " ")
      #expect(
        try await tooLong.response() == .fault(.lineTooLong(bytesMax: ControlLine.requestBytesMax)))
      #expect(try await tooLong.line() == nil)
    }
    #expect(await provider.statusesAsked == 1)
    #expect(await provider.refused.map(\.verb) == ["unknown"])
  }

  @Test func halfLine_isNeverACommand() async throws {
    let provider = ScriptedProvider()
    try await withServer(provider) { path in
      let client = try TestClient(path)
      try await client.send(openNorth)
      client.endSending()
      #expect(try await client.line() == nil)
    }
    #expect(await provider.opened.isEmpty)
    #expect(await provider.refused.isEmpty)
  }

  @Test func silentClient_isClosedAfterTheIdleLimit_evenInTheMiddleOfALine() async throws {
    let provider = ScriptedProvider()
    try await withServer(provider, limits: ControlLimits(idleMillisecondsMax: 50)) { path in
      let client = try TestClient(path)
      try await client.send(openNorth)
      #expect(try await client.closedByServer())
    }
    #expect(await provider.opened.isEmpty)
  }

  @Test func oneConnectionTooMany_isTold_andAPlaceFreedIsGivenAgain() async throws {
    try await withServer(ScriptedProvider()) { path in
      var clients: [TestClient] = []
      for _ in 0..<16 {
        clients.append(try TestClient(path))
        #expect(try await clients.last?.ask(status) == .status(.sample))
      }
      let late = try TestClient(path)
      #expect(try await late.response() == .fault(.tooManyConnections(16)))
      #expect(try await late.line() == nil)
      clients.removeLast()
      #expect(try await servedInTheEnd(path))
    }
  }

  @Test func clientThatAsksTooFarAhead_isCutOff() async throws {
    let provider = ScriptedProvider()
    await provider.change { $0.statusIsHeld = true }
    try await withServer(provider) { path in
      let client = try TestClient(path)
      try await client.send(String(repeating: status + "\n", count: 50))
      #expect(try await client.closedByServer())
      await provider.release()
    }
    #expect(await provider.statusesAsked <= 1 + ControlLimits().requestsAheadMax)
  }

  @Test func stop_endsEveryConnection() async throws {
    try await withFolder { folder in
      let server = ControlSocketServer(
        path: folder + "/control.sock", provider: ScriptedProvider(), log: silentLog)
      var clients: [TestClient] = []
      try await whileServing(server) {
        for request in [status, #"{"v":1,"verb":"events","limit":0,"follow":true}"#] {
          let client = try TestClient(folder + "/control.sock")
          try await client.send(request + "\n")
          clients.append(client)
        }
        _ = try await clients[0].response()
      }
      for client in clients { #expect(try await client.closedByServer()) }
    }
  }

  /// Asks until the server gives a place; each refusal is a full round trip, so this cannot spin for long.
  private func servedInTheEnd(_ path: String) async throws -> Bool {
    for _ in 0..<10_000 {
      if case .status = try await TestClient(path).ask(status) { return true }
    }
    return false
  }
}
