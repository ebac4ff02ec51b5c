import AccessModel
import Foundation
import GateKeeping

/// How often each visitor's code has opened, kept across a restart: a code for one visit opens once.
enum VisitSnapshot {
  static let key = "visits"

  private struct Row: Codable {
    var token: String
    var uses: Int
    var validUntil: Int64
  }

  static func encode(_ visits: [Visit]) -> [UInt8] {
    let rows = visits.map {
      Row(token: $0.token, uses: $0.uses, validUntil: $0.validUntil.milliseconds)
    }
    return (try? JSONEncoder().encode(rows)).map { Array($0) } ?? []
  }

  /// A snapshot that cannot be read (an older release's) is an empty one.
  static func decode(_ bytes: [UInt8]) -> [Visit] {
    let rows = (try? JSONDecoder().decode([Row].self, from: Data(bytes))) ?? []
    return rows.map {
      Visit(token: $0.token, uses: $0.uses, validUntil: CivilTime(milliseconds: $0.validUntil))
    }
  }
}
