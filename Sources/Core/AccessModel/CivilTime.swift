/// A civil instant: milliseconds since 1970-01-01T00:00:00Z.
public struct CivilTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let milliseconds: Int64

  /// Instants outside years 1970...9999 are clamped, so that arithmetic on outside values cannot trap.
  public init(milliseconds: Int64) { self.milliseconds = min(max(milliseconds, 0), Self.millisecondsMax) }

  private static let millisecondsMax: Int64 = 253_402_300_799_999
  private static let millisecondsPerDay: Int64 = 86_400_000

  /// Fields of a calendar date and time of day, as a device writes them.
  public struct Fields: Hashable, Sendable {
    public var year: Int, month: Int, day: Int
    public var hour: Int, minute: Int, second: Int, millisecond: Int

    public init(
      year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0
    ) {
      (self.year, self.month, self.day) = (year, month, day)
      (self.hour, self.minute, self.second, self.millisecond) = (hour, minute, second, millisecond)
    }
  }

  /// The instant of calendar fields read at an offset east of UTC; nil for a date that does not exist.
  public init?(_ fields: Fields, offsetMinutes: Int = 0) {
    guard (1970...9999).contains(fields.year), (1...12).contains(fields.month),
      (1...Self.days(inMonth: fields.month, of: fields.year)).contains(fields.day),
      (0...23).contains(fields.hour), (0...59).contains(fields.minute), (0...60).contains(fields.second),
      (0...999).contains(fields.millisecond), (-14 * 60...14 * 60).contains(offsetMinutes)
    else { return nil }
    let days = Self.daysSinceEpoch(year: fields.year, month: fields.month, day: fields.day)
    let minutes = Int64(fields.hour * 60 + fields.minute - offsetMinutes)
    let total =
      days * Self.millisecondsPerDay + minutes * 60_000 + Int64(fields.second) * 1000
      + Int64(fields.millisecond)
    guard (0...Self.millisecondsMax).contains(total) else { return nil }
    milliseconds = total
  }

  /// Calendar fields in UTC.
  public var fields: Fields {
    let days = milliseconds / Self.millisecondsPerDay
    var rest = milliseconds % Self.millisecondsPerDay
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": civil_from_days.
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let hour = rest / 3_600_000
    rest %= 3_600_000
    return Fields(
      year: Int(year), month: Int(month), day: Int(dayOfYear - (153 * monthIndex + 2) / 5 + 1),
      hour: Int(hour), minute: Int(rest / 60_000), second: Int(rest % 60_000 / 1000),
      millisecond: Int(rest % 1000))
  }

  /// RFC 3339 in UTC with milliseconds: `2026-11-24T03:21:00.000Z`.
  public var description: String { String(decoding: utf8, as: UTF8.self) }

  /// The bytes of `description`, without building a String.
  public var utf8: [UInt8] {
    let parts = fields
    var text: [UInt8] = []
    text.reserveCapacity(24)
    func digits(_ value: Int, _ count: Int) {
      var divisor = 1
      for _ in 1..<count { divisor *= 10 }
      while divisor > 0 {
        text.append(UInt8(48 + value / divisor % 10))
        divisor /= 10
      }
    }
    digits(parts.year, 4)
    text.append(UInt8(ascii: "-"))
    digits(parts.month, 2)
    text.append(UInt8(ascii: "-"))
    digits(parts.day, 2)
    text.append(UInt8(ascii: "T"))
    digits(parts.hour, 2)
    text.append(UInt8(ascii: ":"))
    digits(parts.minute, 2)
    text.append(UInt8(ascii: ":"))
    digits(parts.second, 2)
    text.append(UInt8(ascii: "."))
    digits(parts.millisecond, 3)
    text.append(UInt8(ascii: "Z"))
    return text
  }

  public static func < (left: CivilTime, right: CivilTime) -> Bool { left.milliseconds < right.milliseconds }

  /// Signed distance; both ends are clamped to years 1970...9999, so it cannot overflow.
  public static func - (left: CivilTime, right: CivilTime) -> Span {
    .milliseconds(left.milliseconds - right.milliseconds)
  }

  public static func + (left: CivilTime, span: Span) -> CivilTime {
    let (sum, overflow) = left.milliseconds.addingReportingOverflow(span.milliseconds)
    return CivilTime(milliseconds: overflow ? (span.milliseconds > 0 ? .max : 0) : sum)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
    let shiftedYear = Int64(month <= 2 ? year - 1 : year)
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let monthIndex = Int64((month + 9) % 12)
    let dayOfYear = (153 * monthIndex + 2) / 5 + Int64(day) - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension CivilTime {
  /// Reads RFC 3339 with an offset or `Z` (`2024-01-19T11:17:19.123+08:00`); nil for anything else.
  public init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    guard (20...40).contains(bytes.count), bytes[4] == 45, bytes[7] == 45, bytes[10] == 84 || bytes[10] == 32,
      bytes[13] == 58, bytes[16] == 58, let year = number(0..<4), let month = number(5..<7),
      let day = number(8..<10), let hour = number(11..<13), let minute = number(14..<16),
      let second = number(17..<19)
    else { return nil }
    var index = 19
    var millisecond = 0
    if bytes[index] == 46 {
      index += 1
      var scale = 100
      let start = index
      while index < bytes.count, (48...57).contains(bytes[index]) {
        millisecond += Int(bytes[index] - 48) * scale
        scale /= 10
        index += 1
      }
      guard index > start else { return nil }
    }
    guard index < bytes.count else { return nil }
    var offset = 0
    if bytes[index] == 90 || bytes[index] == 122 {
      guard index + 1 == bytes.count else { return nil }
    } else {
      let sign = bytes[index] == 43 ? 1 : bytes[index] == 45 ? -1 : 0
      guard sign != 0, index + 6 == bytes.count, bytes[index + 3] == 58,
        let hours = number(index + 1..<index + 3), let minutes = number(index + 4..<index + 6), minutes < 60
      else { return nil }
      offset = sign * (hours * 60 + minutes)
    }
    self.init(
      Fields(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        millisecond: millisecond),
      offsetMinutes: offset)
  }
}
