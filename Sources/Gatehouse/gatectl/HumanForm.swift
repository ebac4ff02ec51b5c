/// Times, spans and sizes as people read them.
enum HumanForm {
  /// `2026-11-24T03:21:00.123Z` -> `11-24 03:21:00`; any other text as it is.
  static func shortTime(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "-" }
    let parts = Array(text)
    guard parts.count >= 20, parts[10] == "T" else { return text }
    return String(parts[5..<10]) + " " + String(parts[11..<19])
  }

  /// `2026-11-24T03:21:00.123Z` -> `2026-11-24 03:21:00.123`; any other text as it is.
  static func longTime(_ text: String) -> String {
    guard text.hasSuffix("Z"), text.contains("T") else { return text }
    return String(text.dropLast()).replacing("T", with: " ")
  }

  /// `3 d 04:05:06`, `04:05:06`.
  static func span(seconds: Int64) -> String {
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let seconds = max(0, seconds)
    let clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(two).joined(separator: ":")
    return seconds < 86_400 ? clock : "\(seconds / 86_400) d \(clock)"
  }

  /// `812 B`, `4.2 KiB`, `1.5 GiB`.
  static func size(bytes: Int64) -> String {
    guard bytes >= 1024 else { return "\(bytes) B" }
    var tenths = bytes / 1024 &* 10 &+ bytes % 1024 &* 10 / 1024
    for unit in ["KiB", "MiB", "GiB"] {
      if tenths < 10_240 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
      tenths /= 1024
    }
    return "\(tenths / 10).\(tenths % 10) TiB"
  }
}
