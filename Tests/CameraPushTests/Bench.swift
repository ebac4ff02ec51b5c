import AccessModel
import CameraPush
import FieldContract
import Foundation

/// Where the tests find profiles, cases and, if they are there, the shared payloads.
enum Bench {
  static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let profilesFolder = packageRoot.appending(path: "DeviceProfiles/camera")

  static let profileNames = [
    "hikvision-isapi-anpr", "axis-vapix-lpr", "axis-license-plate-verifier", "openalpr-agent",
  ]

  /// Nil in a clone that has no shared payloads beside it.
  static let payloads: URL? = {
    let named = ProcessInfo.processInfo.environment["GATEHOUSE_PAYLOADS"].map { URL(filePath: $0) }
    let folder = named ?? packageRoot.deletingLastPathComponent().appending(path: "shared/payloads")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func profile(_ name: String) throws -> CameraProfile {
    let file = profilesFolder.appending(path: "\(name)/profile.yaml")
    return try CameraProfile(file: file.path, text: String(contentsOf: file, encoding: .utf8))
  }

  static func decoder(_ name: String, timeZone: String = "UTC") throws -> CameraDecoder {
    try CameraDecoder(profile: profile(name), device: "cam-test", timeZone: timeZone)
  }

  static func payload(_ path: String) throws -> [UInt8] {
    let folder = try payloads.orThrow()
    return Array(try Data(contentsOf: folder.appending(path: path)))
  }
}

struct Missing: Error {}

extension Optional {
  func orThrow() throws -> Wrapped {
    guard let self else { throw Missing() }
    return self
  }
}

extension CameraDecoder {
  func decode(_ text: String, contentType: String? = nil) throws(CameraDecodingError) -> CameraMessage {
    try decode(contentType: contentType, body: Array(text.utf8))
  }

  /// The reads of a body, or none.
  func reads(_ body: [UInt8], contentType: String? = nil) throws(CameraDecodingError) -> [DecodedRead] {
    guard case .reads(let reads) = try decode(contentType: contentType, body: body) else { return [] }
    return reads
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
