internal import AccessModel
internal import FieldContract

/// `2024-01-19T11:17:19.123+08:00`, `20240428T130000`, `20240614 160436372`, `2020-01-01 12:23:34`, and the
/// like.
struct CalendarText {
  private var fields: CivilTime.Fields
  private var offsetMinutes: Int?

  init?(_ text: ArraySlice<UInt8>) {
    guard text.count <= 40 else { return nil }
    var rest = text
    guard let year = Self.number(&rest, 4), Self.skip(&rest, "-/"), let month = Self.number(&rest, 2),
      Self.skip(&rest, "-/"), let day = Self.number(&rest, 2), Self.skip(&rest, "T t_"),
      let hour = Self.number(&rest, 2), Self.skip(&rest, ":"), let minute = Self.number(&rest, 2),
      Self.skip(&rest, ":"), let second = Self.number(&rest, 2)
    else { return nil }
    _ = Self.skip(&rest, ".,:")
    var millisecond = 0
    var place = 100
    while let digit = rest.first, (0x30...0x39).contains(digit) {
      millisecond += Int(digit - 0x30) * place
      place /= 10
      rest = rest.dropFirst()
    }
    guard let offset = Self.offset(rest) else { return nil }
    offsetMinutes = offset
    fields = CivilTime.Fields(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond
    )
  }

  func instant(in zone: LocalZone) -> CivilTime? {
    guard let offsetMinutes else { return zone.instant(fields) }
    return CivilTime(fields, offsetMinutes: offsetMinutes)
  }

  /// `.some(nil)` when there is none, nil when it is wrong.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int?? {
    var rest = text.trimmed
    guard let first = rest.popFirst() else { return .some(nil) }
    if first | 0x20 == UInt8(ascii: "z") { return rest.isEmpty ? 0 : nil }
    // Some firmwares write `-8:00`; without the colon one digit could be half of two.
    let isShort = rest.dropFirst().first == UInt8(ascii: ":")
    guard first == UInt8(ascii: "+") || first == UInt8(ascii: "-"),
      let hours = number(&rest, isShort ? 1 : 2),
      skip(&rest, ":"), let minutes = rest.isEmpty ? 0 : number(&rest, 2), rest.isEmpty, minutes < 60
    else { return nil }
    return (first == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> Int? {
    guard rest.count >= count else { return nil }
    var value = 0
    for byte in rest.prefix(count) {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    rest = rest.dropFirst(count)
    return value
  }

  /// Passes one separator, if there is one.
  private static func skip(_ rest: inout ArraySlice<UInt8>, _ separators: StaticString) -> Bool {
    guard let first = rest.first else { return true }
    for index in 0..<separators.utf8CodeUnitCount where separators.utf8Start[index] == first {
      rest = rest.dropFirst()
      break
    }
    return true
  }
}
