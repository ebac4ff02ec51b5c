import AccessModel
import CardFormats
import FieldContract
import FieldListening
import GateKeeping
import GatehouseSettings
import TerminalPush
import Testing

@testable import GatehouseRuntime

@Suite struct TerminalDeskTests {
  /// A ZKTeco terminal in front of an inbox that answers everything with one result.
  private struct Bench {
    let inbox = Inbox()
    let desk: TerminalDesk

    init() throws {
      let readers = ReaderDesk(door: FieldDoor(inbox: inbox))
      var supplies = ReaderSupplies()
      supplies.formats["gym"] = try CardFormatSet(names: ["h10301"], numberForm: .facilityDigits)
      readers.adopt(supplies)
      let profile = try TerminalProfile(
        file: "profile.yaml",
        text: "name: zk\ndialect: zkteco\nevents:\n  - {codes: ['0'], is: granted, words: verified}\n")
      let board = SiteBoard()
      board.expect([("gym", kind: "terminal")], at: CivilTime(milliseconds: 0))
      desk = TerminalDesk(
        terminal: "gym", decoder: try TerminalDecoder(profile: profile, device: "gym", timeZone: "UTC"),
        readers: readers, board: board, log: EventLog(plates: .none))
    }

    /// The answer to a request, and what the keeper would be given.
    func ask(_ request: PushRequest, result: SubmissionResult = .committed) async -> (PushAnswer, [GateInput])
    {
      async let answer = answer(to: request)
      var taken: [GateInput] = []
      var isAnswered = false
      while !isAnswered, let items = inbox.take(within: .milliseconds(10)) {
        // Waiting holds a thread that the desk may need.
        await Task.yield()
        for item in items {
          switch item {
          case .input(.conditionOver(_, subject: Self.end)): isAnswered = true
          case .showings(let inputs, let continuation):
            taken += inputs
            continuation.resume(returning: result)
          case .input(let input): taken.append(input)
          case .reads, .order: Issue.record("a terminal sends neither reads nor orders")
          }
        }
      }
      return (await answer, taken)
    }

    private static let end = "the answer was given"

    private func answer(to request: PushRequest) async -> PushAnswer {
      let answer = await desk.take(request)
      _ = inbox.offer(.input(.conditionOver(.readerUntrusted, subject: Self.end)))
      return answer
    }
  }

  private static func push(
    _ body: String = "", method: String = "POST", query: String = "SN=1&table=rtlog"
  ) -> PushRequest {
    PushRequest(
      device: "gym", method: method, path: "/iclock/cdata", query: query, contentType: nil,
      contentEncoding: nil, body: Array(body.utf8))
  }

  private static let card =
    "time=2026-01-10 11:49:32\tpin=7\tcardno=6154410\teventaddr=1\tevent=0\tinoutstatus=0\tverifytype=4"

  @Test func card_isSubmittedInTheSitesFormat_andAnsweredAfterItsCommit() async throws {
    let (answer, inputs) = await (try Bench()).ask(Self.push(Self.card))
    #expect(answer.status == 200 && answer.body == Array("OK".utf8))
    guard case .credentialPresented(let received) = try #require(inputs.first) else {
      Issue.record("no credential: \(inputs)")
      return
    }
    #expect(received.presented.identifier == CredentialIdentifier(.card, "h10301:61-54410"))
    #expect(received.presented.device == "gym")
    #expect(received.presented.deviceVerdict?.isGranted == true)
  }

  @Test(arguments: [
    (SubmissionResult.busy, TerminalDesk.busyRetrySeconds),
    (.journalUnavailable, TerminalDesk.journalRetrySeconds), (.unrecorded, TerminalDesk.journalRetrySeconds),
  ])
  func cardThatIsNotOnDisk_isNeverAcknowledged(result: SubmissionResult, seconds: Int) async throws {
    let (answer, inputs) = await (try Bench()).ask(Self.push(Self.card), result: result)
    #expect(inputs.count == 1)
    #expect(answer.status == 503 && answer.retryAfterSeconds == seconds)
  }

  @Test func brokenMessage_isRefused_andToldOnceAMinute() async throws {
    let bench = try Bench()
    let broken = Self.push("time=2026-01-10 11:49:32\tcardno=6154410")
    let (answer, inputs) = await bench.ask(broken)
    #expect(answer.status == 400)
    #expect(inputs.count == 1)
    guard case .deviceHealth(let health) = try #require(inputs.first) else {
      Issue.record("no health: \(inputs)")
      return
    }
    #expect(health.state == .degraded)
    #expect(!health.reason.contains("6154410"))
    #expect(await bench.ask(broken).1.isEmpty)
    let after = await bench.ask(Self.push(Self.card)).1.contains { input in
      if case .deviceHealth(let health) = input { health.state == .online } else { false }
    }
    #expect(after)
  }

  @Test func greeting_isAnswered_withoutACommit() async throws {
    let (answer, inputs) = await (try Bench()).ask(Self.push(method: "GET", query: "SN=1&options=all"))
    #expect(answer.status == 200 && answer.body == Array("OK".utf8))
    #expect(inputs.isEmpty)
  }
}
