import AccessModel
import CardFormats
import FieldContract
import Foundation
import GateKeeping
import Synchronization
import Testing

@testable import GatehouseRuntime

@Suite struct ReaderDeskTests {
  /// A desk in front of an inbox that answers `committed` to everything.
  private final class Bench: Sendable {
    private struct State: Sendable {
      var taken: [GateInput] = []
      var answer = SubmissionResult.committed
    }

    let inbox = Inbox()
    let desk: ReaderDesk
    private let state = Mutex(State())

    /// `isServed` is false where the test looks into the inbox itself.
    init(pinKey: String? = "0123456789abcdef", isServed: Bool = true) throws {
      desk = ReaderDesk(door: FieldDoor(inbox: inbox))
      var supplies = ReaderSupplies()
      supplies.formats["rd"] = try CardFormatSet(names: ["h10301"])
      supplies.inputs["rd"] = [ReaderSupplies.WiredInput(number: 1, point: "contact", isInverted: true)]
      supplies.pinHash = pinKey.map { Pseudonym(key: Array($0.utf8)) }
      desk.adopt(supplies)
      // On a thread of its own: to wait in the inbox on the pool would keep the desk from running.
      if isServed { Thread { [weak self, inbox] in Self.serve(inbox, self) }.start() }
    }

    deinit { inbox.close() }

    private static func serve(_ inbox: Inbox, _ bench: @autoclosure () -> Bench?) {
      while let items = inbox.take(within: .seconds(1)) {
        for case .showings(let inputs, let continuation) in items {
          let answer = bench()?.state.withLock { state in
            state.taken += inputs
            return state.answer
          }
          continuation.resume(returning: answer ?? .busy)
        }
      }
    }

    /// What the keeper would be given for these reports.
    func inputs(_ facts: [ReaderFact], answer: SubmissionResult = .committed) async -> [GateInput] {
      state.withLock { $0 = State(answer: answer) }
      let result = await desk.submit(facts.map { ReaderReport(device: "rd", fact: $0) })
      let taken = state.withLock { $0.taken }
      #expect(result == (taken.isEmpty ? .committed : answer))
      return taken
    }

    func identifiers(_ facts: [ReaderFact]) async -> [CredentialIdentifier] {
      await inputs(facts).compactMap { input in
        if case .credentialPresented(let received) = input { received.presented.identifier } else { nil }
      }
    }
  }

  @Test func cardsBits_becomeItsIdentifier() async throws {
    // H10301, facility 12, number 345, both parities right.
    let bits = try #require(CardBits(count: 26, bytes: [0x06, 0x00, 0xAC, 0x80]))
    let found = await (try Bench()).identifiers([.card(bits)])
    #expect(found == [CredentialIdentifier(.card, "h10301:12-345")])
  }

  @Test func wrongParity_isAMisread_neverACard() async throws {
    let bits = try #require(CardBits(count: 26, bytes: [0x86, 0x00, 0xAC, 0x80]))
    let inputs = await (try Bench()).inputs([.card(bits)])
    #expect(inputs.count == 1)
    guard case .note(.credentialMisread(let remark)) = try #require(inputs.first) else {
      Issue.record("not a misread: \(inputs)")
      return
    }
    #expect(remark.words.contains("parity"))
    #expect(!remark.words.contains("345"))
  }

  @Test func digits_leaveTheDesk_asTheirKeyedHashOnly() async throws {
    let bench = try Bench()
    let found = await bench.identifiers([.keys("47"), .keys("11#")])
    // printf 4711 | openssl dgst -sha256 -hmac 0123456789abcdef
    let hash = "d6f9c71fc9711c566dabe39ff39faefa37960c057643f999c307fa0b671c42ae"
    #expect(found == [CredentialIdentifier(.pin, hash)])
    #expect(await bench.identifiers([.keys("4711#")]) == found)
    #expect(await bench.identifiers([.keys("4712#")]) != found)
  }

  @Test func star_beginsAnew_andTooManyDigits_areWrong_notLonger() async throws {
    let bench = try Bench()
    let right = await bench.identifiers([.keys("4711#")])
    #expect(await bench.identifiers([.keys("99*4711#")]) == right)
    let long = String(repeating: "4", count: 1000)
    #expect(await bench.identifiers([.keys(long + "#")]) != right)
    #expect(await bench.identifiers([.keys("#")]).isEmpty)
  }

  @Test func keysThatWereRefused_andComeAgain_countOnce() async throws {
    let right = await (try Bench()).identifiers([.keys("4711#")])
    let bench = try Bench()
    _ = await bench.inputs([.keys("47"), .tamper(isActive: true)], answer: .busy)
    _ = await bench.inputs([.keys("47"), .tamper(isActive: true)])
    #expect(await bench.identifiers([.keys("11#")]) == right)
  }

  @Test func keysWithoutAKey_areNothing() async throws {
    #expect(await (try Bench(pinKey: nil)).identifiers([.keys("4711#")]).isEmpty)
  }

  @Test func readersInput_isTheSitesPoint_andGoesStaleWithItsReader() async throws {
    let bench = try Bench()
    let inputs = await bench.inputs([.input(number: 1, isActive: false), .input(number: 0, isActive: true)])
    guard case .inputSensed(let sensed) = try #require(inputs.first) else {
      Issue.record("no input: \(inputs)")
      return
    }
    #expect(inputs.count == 1)
    #expect(sensed.point == "contact")
    #expect(sensed.reading == .active)
    let quiet = try Bench(isServed: false)
    #expect(quiet.desk.report(.deviceHealth(DeviceHealth(device: "rd", state: .offline, reason: "gone"))))
    let items = quiet.inbox.take(within: .zero) ?? []
    let stale = items.contains { item in
      if case .input(.inputSensed(let sensed)) = item { sensed.reading == .stale } else { false }
    }
    #expect(stale)
  }

  @Test func refusedChannel_isAnAlarm_untilTheReaderIsBack() async throws {
    let bench = try Bench()
    let inputs = await bench.inputs([.channelRefused("wrong MAC")])
    guard case .condition(let code, "rd", _) = try #require(inputs.first) else {
      Issue.record("no condition: \(inputs)")
      return
    }
    #expect(code == .readerUntrusted)
    let quiet = try Bench(isServed: false)
    #expect(quiet.desk.report(.deviceHealth(DeviceHealth(device: "rd", state: .online))))
    let items = quiet.inbox.take(within: .zero) ?? []
    let isOver = items.contains { item in
      if case .input(.conditionOver(.readerUntrusted, subject: "rd")) = item { true } else { false }
    }
    #expect(isOver)
  }
}
