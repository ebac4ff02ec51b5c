import Foundation
import Testing

@testable import OSDPReaders

/// Frames and vectors that others published; they are not part of this repository.
@Suite(.enabled(if: Payloads.folder != nil, "set GATEHOUSE_PAYLOADS to the folder of shared payloads"))
struct PayloadTests {
  @Test(arguments: ["frames_plain_commands.csv", "frames_replies.csv", "frames_secure_zero_keys.csv"])
  func publishedFrame_isReadAndWrittenAlike(file: String) throws {
    for row in try Payloads.rows(file) {
      let bytes = hex(row[0])
      let frame = try #require(bytes.first == Frame.markByte ? Array(bytes.dropFirst()) : bytes)
      #expect(try Frame(frame).encoded() == frame, "\(row)")
      var scanner = FrameScanner()
      #expect(scanner.add(bytes).count == 1, "\(row)")
    }
  }

  @Test func publishedCommands_areWhatWeWouldSend() throws {
    let ours: [String: Frame] = [
      "FF-53-00-09-00-06-61-00-A0-08": frame(.identify),
      "FF-53-00-09-00-06-62-00-F3-5D": frame(.capabilities),
      "FF-53-00-08-00-06-64-0D-8C": frame(.localStatus), "FF-53-00-08-00-06-65-2C-9C": frame(.inputStatus),
      "FF-53-00-08-00-06-66-4F-AC": frame(.outputStatus), "FF-53-00-08-00-06-60-89-CC": frame(.poll),
      "FF-53-00-10-00-06-68-00-03-64-00-01-06-78-00-0B-5B": frame(.output(Self.outputs)),
      "FF-53-00-0D-00-06-6E-01-80-25-00-00-EC-7B": frame(.communication(address: 1, baud: 9600)),
    ]
    let published = Set(try Payloads.rows("frames_plain_commands.csv").map { $0[0] })
    for (text, frame) in ours {
      #expect(published.contains(text))
      #expect([Frame.markByte] + frame.encoded() == hex(text))
    }
  }

  @Test func publishedSecureFrames_areWhatAChannelOfZeroKeysSends() throws {
    let zeros = [UInt8](repeating: 0, count: 16)
    let rows = Dictionary(
      uniqueKeysWithValues: try Payloads.rows("frames_secure_zero_keys.csv").map { ($0[2], hex($0[0])) })
    for (command, words) in [
      (Command.poll, "SCS_15 POLL"), (.identify, "SCS_17 ID"), (.output(Self.outputs), "SCS_17 OUT"),
    ] {
      var channel = SecureChannel(
        SessionKeys(encryption: zeros, firstMAC: zeros, lastMAC: zeros), initialMAC: zeros)
      let expected = try #require(rows.first { $0.key.hasPrefix(words) }?.value)
      #expect([Frame.markByte] + channel.sealed(frame(command)) == expected, "\(words)")
    }
  }

  @Test func annexE_givesTheSameKeysCryptogramsAndMAC() throws {
    let vectors = try JSONDecoder().decode(
      [String: String].self, from: Payloads.file("secure_channel_annex_e.json"))
    func bytes(_ name: String) throws -> [UInt8] { hex(try #require(vectors[name])) }
    #expect(try bytes("SCBK_D") == OSDPBaseKey.installation.bytes)
    let keys = SessionKeys(.installation, panelRandom: try bytes("RND_A_acu"))
    #expect(keys.encryption == (try bytes("S_ENC")))
    #expect(keys.firstMAC == (try bytes("S_MAC1")))
    #expect(keys.lastMAC == (try bytes("S_MAC2")))
    let readerRandom = try bytes("RND_B_pd")
    #expect(keys.clientCryptogram(readerRandom: readerRandom) == (try bytes("client_cryptogram_pd")))
    let server = keys.serverCryptogram(readerRandom: readerRandom)
    #expect(server == (try bytes("host_cryptogram_acu")))
    #expect(keys.initialMAC(serverCryptogram: server) == (try bytes("R_MAC_I")))
  }

  @Test func publishedPayloads_meanWhatTheirNotesSay() throws {
    let rows = try Payloads.rows("payloads_replies_and_commands.csv")
    func payload(_ message: String, _ words: String) throws -> [UInt8] {
      hex(try #require(rows.first { $0[1].hasPrefix(message) && $0[2].contains(words) })[0])
    }
    #expect(
      try Reply(code: 0x50, payload: payload("RAW", "reader 5"))
        == .raw(reader: 5, bitCount: 16, bytes: [0x12, 0xAB]))
    #expect(
      try Reply(code: 0x51, payload: payload("FMT", "testinput"))
        == .formatted(reader: 5, isReversed: false, characters: Array("testinput".utf8)))
    #expect(
      try Reply(code: 0x53, payload: payload("KEYPAD", "5 digits"))
        == .keypad(reader: 1, keys: [0, 1, 2, 3, 4]))
    #expect(try Reply(code: 0x53, payload: payload("KEYPAD", "zero digits")) == .keypad(reader: 1, keys: []))
    #expect(
      try Reply(code: 0x54, payload: payload("COM", "9600")) == .communication(address: 0x19, baud: 9600))
    guard case .clientCryptogram(let proof) = try Reply(code: 0x76, payload: payload("CCRYPT", "client"))
    else {
      Issue.record("no client cryptogram")
      return
    }
    #expect(proof.random == hex("1122334455667788"))
    let timed = OutputControl(output: 5, action: .onAfterTimed, tenths: 10_000)
    #expect(try Command.output([timed]).payload == payload("OUT", "output 5 code 4"))
    let buzzer = Buzzer(reader: 0, onTenths: 5, offTenths: 2, count: 1)
    #expect(try Command.buzzer(buzzer).payload == payload("BUZ", "reader 0"))
  }

  @Test func publishedTrace_isRead() throws {
    let lines = String(decoding: try Payloads.file("trace.osdpcap"), as: UTF8.self).split(separator: "\n")
    let codes = try lines.map { line in
      let entry = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
      return try Frame(hex(try #require(entry["data"]))).code
    }
    #expect(codes == [0x6A, 0x45])
  }

  private static let outputs = [
    OutputControl(output: 0, action: .offAfterTimed, tenths: 100),
    OutputControl(output: 1, action: .offTimed, tenths: 120),
  ]

  /// As the published commands are: address 0, sequence number 2.
  private func frame(_ command: Command) -> Frame {
    Frame(address: 0, sequence: 2, code: command.code, payload: command.payload)
  }
}

/// Where the shared payloads are, if they are there.
enum Payloads {
  static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["GATEHOUSE_PAYLOADS"].map { URL(filePath: $0) }
    let beside = Samples.root.deletingLastPathComponent().appending(path: "shared/payloads")
    let folder = (named ?? beside).appending(path: "osdp")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func file(_ name: String) throws -> Data {
    try Data(contentsOf: try #require(folder).appending(path: name))
  }

  /// Fields of each line that is no comment.
  static func rows(_ name: String) throws -> [[String]] {
    String(decoding: try file(name), as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: ";").map(String.init) }
  }
}
