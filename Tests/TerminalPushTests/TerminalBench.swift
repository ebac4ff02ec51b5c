import AccessModel
import FieldContract
import Foundation
import TerminalPush

/// Where the tests find profiles, cases and, if they are there, the shared payloads.
enum TerminalBench {
  static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let profilesFolder = packageRoot.appending(path: "DeviceProfiles/terminal")

  static let profileNames = [
    "hikvision-ds-k", "dahua-asi", "zkteco-access", "zkteco-attendance", "controlid-idaccess",
  ]

  /// Nil in a clone that has no shared payloads beside it.
  static let payloads: URL? = {
    let named = ProcessInfo.processInfo.environment["GATEHOUSE_PAYLOADS"].map { URL(filePath: $0) }
    let folder = named ?? packageRoot.deletingLastPathComponent().appending(path: "shared/payloads")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func profile(_ name: String) throws -> TerminalProfile {
    let file = profilesFolder.appending(path: "\(name)/profile.yaml")
    return try TerminalProfile(file: file.path, text: String(contentsOf: file, encoding: .utf8))
  }

  static func decoder(_ name: String, timeZone: String = "UTC") throws -> TerminalDecoder {
    try TerminalDecoder(profile: profile(name), device: "terminal-1", timeZone: timeZone)
  }
}

/// Small numbers that are the same on every machine (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// One request of `DeviceProfiles/terminal/*/cases` with what it means, as lines that read well in a failure.
struct TerminalCase: Sendable {
  let name: String
  let profile: String
  let timeZone: String
  let request: TerminalRequest
  let expected: [String]
  let expectedReply: String?

  static let files: [(profile: String, file: URL)] = TerminalBench.profileNames.flatMap { profile in
    let folder = TerminalBench.profilesFolder.appending(path: "\(profile)/cases")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasSuffix(".expected.yaml") }.sorted().map {
      (profile, folder.appending(path: $0))
    }
  }

  static let all: [TerminalCase] = files.compactMap { try? TerminalCase(profile: $0.profile, file: $0.file) }

  init(profile: String, file: URL) throws {
    self.profile = profile
    name = file.lastPathComponent
    let yaml = file.deletingPathExtension().appendingPathExtension("expected.yaml")
    let document = try YAMLDocument(
      file: yaml.lastPathComponent, text: String(contentsOf: yaml, encoding: .utf8))
    let root = document.root
    request = TerminalRequest(
      method: root.string("method", default: "POST") ?? "", path: root.string("path", default: "/") ?? "",
      query: root.string("query", default: "") ?? "", contentType: root.string("content_type"),
      body: Array(try Data(contentsOf: file)))
    timeZone = root.string("time_zone", default: "UTC") ?? "UTC"
    let reply = root.section("reply")
    expectedReply = reply?.string("body")
    reply?.finish()
    var lines: [String] = []
    for section in root.sections("reports") {
      lines.append(
        Self.keys.compactMap { key in section.string(key).map { "\(key) \($0)" } }.joined(separator: "; "))
      section.finish()
    }
    expected = lines + root.strings("notes").map { "note \($0)" }
    root.finish()
    try document.finish()
  }

  private static let keys = ["fact", "reader", "captured", "replay", "granted", "words"]

  static func lines(_ message: TerminalMessage) -> [String] {
    message.reports.map(line) + message.notes.map { "note \($0)" }
  }

  private static func line(_ report: ReaderReport) -> String {
    let values: [String?] = [
      words(report.fact), report.readerNumber.map { "\($0)" }, report.capturedAt?.description,
      report.isReplay ? "true" : nil, report.deviceVerdict.map { "\($0.isGranted)" },
      report.deviceVerdict?.words,
    ]
    return zip(keys, values).compactMap { key, value in value.map { "\(key) \($0)" } }.joined(separator: "; ")
  }

  private static func words(_ fact: ReaderFact) -> String {
    switch fact {
    case .card: "bits"
    case .cardNumber(let number): "card \(number)"
    case .keys: "keys"
    case .text(let text): "text \(text)"
    case .misread(let words): "misread \(words)"
    case .tamper(let isActive): "tamper \(isActive)"
    case .powerFault(let isActive): "power \(isActive)"
    case .input(let number, let isActive): "input \(number) \(isActive)"
    case .channelRefused(let words): "refused \(words)"
    case .deviceEvent(let words): "event \(words)"
    case .enrolled(let person): "enrolled \(person)"
    }
  }
}
