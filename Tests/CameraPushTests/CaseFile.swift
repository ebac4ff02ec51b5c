import AccessModel
import CameraPush
import FieldContract
import Foundation
import Testing

/// One body of `DeviceProfiles/camera/*/cases` with what it means, as lines that read well in a failure.
struct CaseFile: Sendable, CustomTestStringConvertible {
  let profile: String
  let name: String
  let body: [UInt8]
  let contentType: String?
  let timeZone: String
  let expected: [String]

  var testDescription: String { "\(profile)/\(name)" }

  static let all: [CaseFile] = files.compactMap { try? CaseFile(profile: $0.profile, file: $0.file) }

  static let files: [(profile: String, file: URL)] = Bench.profileNames.flatMap { profile in
    let folder = Bench.profilesFolder.appending(path: "\(profile)/cases")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasSuffix(".expected.yaml") }.sorted()
      .map { (profile, folder.appending(path: $0)) }
  }

  init(profile: String, file: URL) throws {
    self.profile = profile
    name = file.lastPathComponent
    body = Array(try Data(contentsOf: file))
    let yaml = file.deletingPathExtension().appendingPathExtension("expected.yaml")
    let document = try YAMLDocument(
      file: yaml.lastPathComponent, text: String(contentsOf: yaml, encoding: .utf8))
    let root = document.root
    contentType = root.string("content_type")
    timeZone = root.string("time_zone", default: "UTC") ?? "UTC"
    var lines = [root.string("message") ?? "no message given"]
    if let says = root.string("says") { lines.append("says \(says)") }
    for (index, read) in root.sections("reads").enumerated() {
      lines.append("read \(index)")
      for key in Self.keys {
        let values = read.strings(key)
        if !values.isEmpty { lines.append("  \(key) \(values.joined(separator: " "))") }
      }
      read.finish()
    }
    expected = lines
    root.finish()
    try document.finish()
  }

  static let keys = [
    "plate", "country", "confidence", "characters", "candidates", "direction", "lane", "kind", "colour",
    "make", "track", "phase", "captured", "replay", "images", "notes",
  ]

  func decoder() throws -> CameraDecoder { try Bench.decoder(profile, timeZone: timeZone) }

  /// The same lines for what the decoder made of the body.
  func actual() throws -> [String] {
    do {
      return Self.lines(try decoder().decode(contentType: contentType, body: body))
    } catch let error as CameraDecodingError {
      return ["refused", "says \(error)"]
    }
  }

  static func lines(_ message: CameraMessage) -> [String] {
    switch message {
    case .heartbeat: ["heartbeat"]
    case .test: ["test"]
    case .ignored(let words): ["ignored", "says \(words)"]
    case .reads(let reads):
      ["reads"] + reads.enumerated().flatMap { ["read \($0.offset)"] + lines($0.element) }
    }
  }

  private static func lines(_ decoded: DecodedRead) -> [String] {
    let read = decoded.read
    let candidates = read.candidates.map { "\($0.plate) \($0.confidence ?? -1)" }
    let values: [String?] = [
      read.plate, read.country, read.confidence.map { "\($0)" },
      list(read.characterConfidences.map { "\($0)" }), list(candidates),
      read.direction == .unknown ? nil : read.direction.rawValue, read.laneNumber.map { "\($0)" },
      read.vehicle.kind, read.vehicle.colour, read.vehicle.make, read.track.id,
      read.track.phase == .new ? nil : read.track.phase.rawValue, read.capturedAt?.description,
      read.isReplay ? "true" : nil, list(decoded.images.map(\.role.rawValue)),
      decoded.notes.isEmpty ? nil : "\(decoded.notes.count)",
    ]
    return zip(keys, values).compactMap { key, value in value.map { "  \(key) \($0)" } }
  }

  private static func list(_ words: [String]) -> String? {
    words.isEmpty ? nil : words.joined(separator: " ")
  }
}
