import FieldContract
import Foundation
import GatehouseSettings

/// A throw-away folder with a site file and all that it names.
final class SiteFolder: Sendable {
  let path: String

  static let profiles = [
    "camera/hikvision-isapi-anpr", "camera/axis-vapix-lpr", "camera/openalpr-agent",
    "barrier/generic-two-relay", "reader/generic-osdp", "door/waveshare-relay-8ch",
    "terminal/hikvision-ds-k", "terminal/controlid-idaccess", "terminal/dahua-asi", "terminal/zkteco-access",
    "http/hikvision-remote-door", "http/hikvision-io-output", "http/hikvision-barrier-gate",
    "inputs/moxa-iologik-e1214", "inputs/jxbs-3001-co",
  ]

  init() throws {
    path = NSTemporaryDirectory() + "gatehouse-settings-" + UUID().uuidString
    for profile in Self.profiles { try write("DeviceProfiles/\(profile)/profile.yaml", "x: y\n") }
    for name in ["field.crt", "field-ca.crt", "upstream-ca.crt", "uplink.crt"] {
      try write(name, Self.pem("CERTIFICATE"))
    }
    for name in ["field.key", "uplink.key"] { try write(name, Self.pem("PRIVATE KEY"), mode: 0o640) }
    try write("lists/issuer.pem", Self.pem("PUBLIC KEY"))
    try write("pseudonym.key", "0123456789abcdef\n", mode: 0o600)
    for name in ["rd-front.key", "rd-vault.key"] {
      try write(name, "00112233445566778899aabbccddeeff\n", mode: 0o600)
    }
    try write("pin.key", "0123456789abcdef\n", mode: 0o600)
    for name in [
      "cam-north-in.token", "cam-north-out.password", "cam.token", "term-hall.token", "term-lift.password",
      "hall-http.password", "rear-barrier-http.password",
    ] {
      try write(name, "a secret\n", mode: 0o600)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func pem(_ label: String) -> String {
    "-----BEGIN \(label)-----\nMAA=\n-----END \(label)-----\n"
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
    try write(name, bytes: Array(text.utf8), mode: mode)
  }

  func write(_ name: String, bytes: [UInt8], mode: Int = 0o644) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
  }

  /// Writes the text as `site.yaml`, with the folder's own device profiles, and loads it.
  func load(_ text: String, environment: [String: String] = [:]) throws -> Site {
    try write("site.yaml", text)
    return try SiteFile.load(path: file("site.yaml"), environment: environment)
  }

  /// Each error as `LINE: what. hint`.
  func complaints(_ text: String, environment: [String: String] = [:]) throws -> [String] {
    try write("site.yaml", text)
    do {
      _ = try SiteFile.load(path: file("site.yaml"), environment: environment)
      return []
    } catch {
      return error.diagnostics.map { "\($0.line): \($0.what). \($0.hint)" }
    }
  }

  /// The least that a site needs.
  static let minimal = """
    site: {id: yard, pseudonym_key: pseudonym.key}
    device_profiles: DeviceProfiles
    lanes:
      - id: one
        access_points:
          - direction: entry

    """
}

/// Files of the repository.
enum Repository {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// The example, with a folder of profiles that exists.
  static func example() throws -> String {
    try text("config/site.example.yaml").replacingOccurrences(
      of: "#= device_profiles: \(Site.deviceProfilesFolderDefault)", with: "device_profiles: DeviceProfiles")
  }

  /// The example with every default written out.
  static func exampleWithDefaults() throws -> String {
    try example().split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        String(line).replacing(#/^(\s*(?:- )?)#= (?=[a-z_]+: )/#) { String($0.output.1) }
      }
      .joined(separator: "\n")
  }
}
