import Foundation

/// One line about a stored event, from its JSON: the members that an operator looks for, in a fixed order.
enum StoredSummary {
  private static let members = [
    "outcome", "plate", "door", "credential", "point", "kind", "mode", "reasons", "position", "presence",
    "action", "result", "detail", "alarm", "code", "what", "hit", "until", "escalation",
    "device",
    "state", "reason", "historical", "repeats", "operator", "verb", "target", "accepted", "refusal", "list",
    "decision",
    "closing", "version",
    "first_error", "errors", "entries", "quarantined", "settings_version",
  ]

  static func text(type: String, data: [UInt8]) -> String {
    guard let object = try? JSONSerialization.jsonObject(with: Data(data)) as? [String: Any] else {
      return type
    }
    let parts = members.compactMap { member -> String? in
      switch object[member] {
      case let text as String: text.isEmpty ? nil : "\(member)=\(text)"
      case let texts as [String]: texts.isEmpty ? nil : "\(member)=\(texts.joined(separator: ","))"
      // A number of 0 or 1 would pass for a truth value.
      case let flag as Bool where member == "accepted": "\(member)=\(flag)"
      case let number as NSNumber: "\(member)=\(number)"
      default: nil
      }
    }
    return parts.joined(separator: " ")
  }
}
