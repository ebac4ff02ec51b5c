internal import FieldContract
internal import Foundation

extension YAMLSection {
  /// An IANA time zone such as `Asia/Shanghai`, or UTC; abbreviations name several zones and are refused.
  func timeZone(_ key: String, default fallback: String) -> String {
    guard let name = string(key), name != "UTC" else { return fallback }
    if name.contains("/"), TimeZone(identifier: name) != nil { return name }
    let nearest = nearestName(to: name, among: TimeZone.knownTimeZoneIdentifiers)
    report(
      key, "`\(path(of: key))`: `\(name.prefix(80))` is no IANA time zone",
      hint: nearest.map { "Did you mean `\($0)`?" }
        ?? "Write UTC or an area and a city, such as Asia/Shanghai")
    return fallback
  }
}
