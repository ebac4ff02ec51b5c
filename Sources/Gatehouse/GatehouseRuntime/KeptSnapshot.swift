import AccessModel
import Foundation
import GateKeeping

/// What no sensor tells after a restart, as it stands in the journal.
enum KeptSnapshot {
  static let key = "kept"

  private struct Form: Codable {
    struct Row: Codable {
      var token: String
      var uses: Int
      var validUntil: Int64
    }

    var visits: [Row]
    var doors: [String: String]
    var firePanels: [String]
  }

  static func encode(_ kept: KeptState) -> [UInt8] {
    let form = Form(
      visits: kept.visits.map {
        Form.Row(token: $0.token, uses: $0.uses, validUntil: $0.validUntil.milliseconds)
      },
      doors: Dictionary(kept.doors.map { ($0.door.rawValue, $0.mode.rawValue) }) { first, _ in first },
      firePanels: kept.firePanels.map(\.rawValue))
    return (try? JSONEncoder().encode(form)).map { Array($0) } ?? []
  }

  /// Nil for a snapshot that cannot be read; none at all is an empty one.
  static func decode(_ bytes: [UInt8]) -> KeptState? {
    if bytes.isEmpty { return KeptState() }
    guard let form = try? JSONDecoder().decode(Form.self, from: Data(bytes)) else { return nil }
    return KeptState(
      visits: form.visits.map {
        Visit(token: $0.token, uses: $0.uses, validUntil: CivilTime(milliseconds: $0.validUntil))
      },
      doors: form.doors.sorted { $0.key < $1.key }.compactMap { door, mode in
        DoorMode(rawValue: mode).map { KeptState.SetDoor(door: DoorID(door), mode: $0) }
      },
      firePanels: form.firePanels.map { InputPointID($0) })
  }
}
