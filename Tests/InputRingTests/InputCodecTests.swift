import AccessModel
import GateKeeping
import PlateMatching
import Testing

@testable import InputRing

/// What is written comes back as it was, and nothing else is believed.
@Suite struct InputCodecTests {
  private static let now = Now(
    moment: Moment(nanoseconds: 5_000_000_000), civil: CivilTime(milliseconds: 1_795_000_000_000))

  private func packed(_ input: GateInput, holder: (String) -> PINHolder? = { _ in nil }) -> [UInt8] {
    var bytes = PackedBytes(at: Self.now)
    bytes.write(input, holder: holder)
    return bytes.bytes
  }

  private func read(_ bytes: [UInt8]) throws -> RecordedInput {
    var reader = PackedReader(bytes, 0..<bytes.count, at: Self.now)
    let input = try reader.input()
    #expect(reader.isAtEnd)
    return input
  }

  @Test(arguments: UInt64(0)..<40)
  func everyInput_comesBackAsItWas(seed: UInt64) throws {
    var samples = SampleInputs(seed: seed)
    for input in samples.whole() {
      guard case .input(let back) = try read(packed(input)) else {
        Issue.record("\(input) came back as something else")
        continue
      }
      #expect(String(describing: back) == String(describing: input))
      #expect(packed(back) == packed(input))
    }
  }

  @Test(arguments: UInt64(0)..<10)
  func everyInput_cutAnywhere_isRefused(seed: UInt64) {
    var samples = SampleInputs(seed: seed)
    for input in samples.whole() + samples.named() {
      let bytes = packed(input)
      for end in 0..<bytes.count {
        #expect(throws: RecordFault.self, "\(input) cut at \(end)") { try read(Array(bytes[..<end])) }
      }
    }
  }

  @Test func damagedBytes_areRefused_orReadAsWhatTheyAre_neverATrap() {
    var samples = SampleInputs(seed: 1)
    var refusals = 0
    for _ in 0..<5000 {
      let inputs = samples.whole()
      var bytes = packed(samples.pick(inputs))
      for _ in 0...samples.below(4) { bytes[samples.below(UInt64(bytes.count))] = UInt8(samples.below(256)) }
      var reader = PackedReader(bytes, 0..<bytes.count, at: Self.now)
      if (try? reader.input()) == nil { refusals += 1 }
    }
    #expect(refusals > 500)
  }

  @Test func listsAndSettings_areKeptByName() throws {
    let edition = ListEdition(list: "residents", version: "7", issuedAt: Self.now.civil)
    let list = PlateIndex(edition: edition, entries: [])
    let layout = SiteLayout(source: "urn:test", lanes: [], cameras: [], settingsVersion: "abc")
    guard case .layout(let settings, let lists) = try read(packed(.layout(layout, lists: [list]))) else {
      Issue.record("no layout")
      return
    }
    #expect(settings == RecordedSettings(layout))
    #expect(lists == [edition])
    var other = layout
    other.whenJournalFails = .goOn
    #expect(RecordedSettings(other).digest != settings.digest)
  }

  @Test func pin_isKeptAsWhoseItIs_andItsHashNowhere() throws {
    let credential = Credential(
      id: "C1", holder: "K. Li", identifiers: [], pin: "hash-of-1111", duressPIN: "hash-of-9999",
      validUntil: Self.now.civil, doors: [])
    let register = CredentialRegister(edition: nil, credentials: [credential])
    func kept(_ hash: String) throws -> PINHolder? {
      let presented = CredentialPresented(device: "pad", identifier: CredentialIdentifier(.pin, hash))
      let bytes = packed(
        .credentialPresented(ReceivedCredential(presented, receivedAt: Self.now)), holder: register.holder)
      #expect(!String(decoding: bytes, as: UTF8.self).contains("hash"))
      guard case .pin(let received, let holder) = try read(bytes) else { return nil }
      #expect(received.presented.identifier == CredentialIdentifier(.pin, ""))
      return holder
    }
    let duress = PINHolder(credential: "C1", isDuress: true)
    #expect(try kept("hash-of-1111") == PINHolder(credential: "C1", isDuress: false))
    #expect(try kept("hash-of-9999") == duress)
    #expect(try kept("hash-of-0000") == nil)
    #expect(register.pin(of: duress) == "hash-of-9999")
  }

  @Test func note_isNotKept() {
    let turn = TracedTurn(now: Self.now, inputs: [.note(.siteStopping)], decisions: [], numbersUsed: 0)
    #expect(turn.packed { _ in nil } == nil)
  }

  /// RFC 3720 §B.4.
  @Test func checksum_isThatOfTheStandard() {
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)[...]) == 0x8a91_36aa)
    #expect(CRC32C.of([UInt8](0..<32)[...]) == 0x46dd_794e)
  }
}
