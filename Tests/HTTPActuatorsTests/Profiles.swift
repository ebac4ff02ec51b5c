import FieldContract
import Foundation

@testable import HTTPActuators

/// What many tests start from.
enum Profiles {
  static let credentials = HTTPCredentials(user: "gate", password: "a pass:word")

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func text(_ name: String) throws -> String {
    try String(
      contentsOf: root.appendingPathComponent("DeviceProfiles/http/\(name)/profile.yaml"), encoding: .utf8)
  }

  /// Recordings of real devices, read in place; nil where they are not.
  static func payload(_ name: String) -> String? {
    let folder =
      ProcessInfo.processInfo.environment["GATEHOUSE_PAYLOADS"]
      ?? root.deletingLastPathComponent().appendingPathComponent("shared/payloads").path
    return try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }
}
