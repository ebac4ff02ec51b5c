import AccessModel
import AccessSchedules
import Foundation

/// Zones of this machine, and rules written out.
enum Zones {
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = "/usr/share/zoneinfo/"

  static let berlin = "CET-1CEST,M3.5.0,M10.5.0/3"
  static let newYork = "EST5EDT,M3.2.0,M11.1.0"
  static let shanghai = "CST-8"

  static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + name)))
  }

  static func read(_ name: String) throws -> ZoneRules { try ZoneRules(tzif: bytes(name)) }
}

/// An instant, `2026-03-29T01:00:00Z`.
func instant(_ text: String) -> CivilTime {
  guard let time = CivilTime(rfc3339: text) else { preconditionFailure("no RFC 3339: \(text)") }
  return time
}
