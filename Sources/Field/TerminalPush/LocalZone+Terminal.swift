internal import AccessModel
internal import FieldContract

/// Times as terminals write them.
extension LocalZone {
  /// RFC 3339, or date and time of day without an offset: local.
  func instant(of text: String) -> CivilTime? {
    if let time = CivilTime(rfc3339: text) { return time }
    let digits = text.utf8.map { (0x30...0x39).contains($0) ? $0 : 0x20 }
    let numbers = String(decoding: digits, as: UTF8.self).split(separator: " ").map { Int($0) }
    guard text.utf8.count == 19, numbers.count == 6 else { return nil }
    let values = numbers.compactMap { $0 }
    guard values.count == 6 else { return nil }
    return instant(
      CivilTime.Fields(
        year: values[0], month: values[1], day: values[2], hour: values[3], minute: values[4],
        second: values[5]))
  }

  /// Seconds since 1970; nil for 0 and for what is no such time.
  static func instant(ofEpoch text: String) -> CivilTime? {
    guard let seconds = Int64(text), seconds > 0, seconds < 253_402_300_800 else { return nil }
    return CivilTime(milliseconds: seconds * 1000)
  }
}
